//! Lists of words from the data tables, ready to be looked up.

use std::collections::HashMap;

use rule::knowledge::Word;

/// Word lists by name. Words are compared without regard to case.
#[derive(Debug, Default)]
pub(crate) struct Words {
    lists: HashMap<String, HashMap<String, Vec<String>>>,
}

/// One list.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct WordList<'a>(Option<&'a HashMap<String, Vec<String>>>);

impl Words {
    /// Indexes the lists. A word may stand in a list several times, with several meanings.
    pub(crate) fn new(words: Vec<Word>) -> Self {
        let mut lists: HashMap<String, HashMap<String, Vec<String>>> = HashMap::new();
        for Word { list, word, means } in words {
            let meanings = lists.entry(list).or_default().entry(word.to_lowercase());
            meanings.or_default().push(means);
        }
        Words { lists }
    }

    /// A list; empty when there is none of that name.
    pub(crate) fn list(&self, name: &str) -> WordList<'_> {
        WordList(self.lists.get(name))
    }
}

impl<'a> WordList<'a> {
    /// Everything a word means, in the table's order. The word is given in lower case.
    pub(crate) fn meanings(self, lower: &str) -> &'a [String] {
        let found = self.0.and_then(|list| list.get(lower));
        found.map_or(&[], Vec::as_slice)
    }

    /// Whether a word, given in lower case, stands in the list.
    pub(crate) fn has(self, lower: &str) -> bool {
        self.0.is_some_and(|list| list.contains_key(lower))
    }

    /// All words with their meanings, in no order.
    pub(crate) fn iter(self) -> impl Iterator<Item = (&'a str, &'a [String])> {
        let words = self.0.into_iter().flatten();
        words.map(|(word, means)| (word.as_str(), means.as_slice()))
    }
}
