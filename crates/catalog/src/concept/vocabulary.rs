//! One word for one thing: vocabularies that name the same values of a concept (`words/values`), or the roots of
//! the same paths (`words/roots`), in words of their own.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use rule::Operator;

use super::Fold;
use crate::words::Words;

/// The words that rules of all vendors meet under, by concept and then by authored word in lower case.
#[derive(Debug, Default)]
pub(crate) struct Vocabulary {
    values: HashMap<String, BTreeMap<String, String>>,
    roots: HashMap<String, BTreeMap<String, String>>,
}

impl Vocabulary {
    /// Reads the lists, whose words are `concept=word`.
    pub(crate) fn new(words: &Words) -> Self {
        Vocabulary {
            values: read(words, "values"),
            roots: read(words, "roots"),
        }
    }

    /// The same fold in the common word.
    pub(crate) fn meet(&self, fold: Fold) -> Fold {
        let concept = lower(&fold.concept);
        let value = (fold.op == Operator::Eq)
            .then(|| self.values.get(&*concept)?.get(&*lower(&fold.value)).cloned())
            .flatten()
            .or_else(|| rooted(self.roots.get(&*concept)?, fold.op, &fold.value));
        match value {
            Some(value) => Fold { value, ..fold },
            None => fold,
        }
    }
}

fn lower(text: &str) -> Cow<'_, str> {
    if text.bytes().any(|b| b.is_ascii_uppercase()) {
        Cow::Owned(text.to_lowercase())
    } else {
        Cow::Borrowed(text)
    }
}

fn read(words: &Words, list: &str) -> HashMap<String, BTreeMap<String, String>> {
    let mut read: HashMap<String, BTreeMap<String, String>> = HashMap::new();
    for (word, means) in words.list(list).iter() {
        if let (Some((concept, word)), Some(means)) = (word.split_once('='), means.first()) {
            let concept = read.entry(concept.to_owned()).or_default();
            concept.insert(word.to_owned(), means.clone());
        }
    }
    read
}

/// A path from one of the roots, told from the root's common name.
fn rooted(roots: &BTreeMap<String, String>, op: Operator, value: &str) -> Option<String> {
    let separator = match op {
        Operator::Eq | Operator::StartsWith => "\\",
        Operator::Wildcard => r"\\",
        _ => return None,
    };
    roots.iter().find_map(|(root, name)| {
        let root = root.replace('\\', separator);
        let start = value.get(..root.len())?;
        let rest = value.get(root.len()..)?;
        let is_it = start.eq_ignore_ascii_case(&root) && rest.starts_with(separator);
        is_it.then(|| format!("{name}{rest}"))
    })
}
