//! One word for one value: vocabularies that name the same values of a concept in words of their own
//! (`words/values`).

use std::collections::HashMap;

use rule::Operator;

use super::Fold;
use crate::words::Words;

/// The word that rules of all vendors meet under, by concept and authored value in lower case.
#[derive(Debug, Default)]
pub(crate) struct Vocabulary(HashMap<String, HashMap<String, String>>);

impl Vocabulary {
    /// Reads the list, whose words are `concept=value`.
    pub(crate) fn new(words: &Words) -> Self {
        let mut values: HashMap<String, HashMap<String, String>> = HashMap::new();
        for (word, means) in words.list("values").iter() {
            if let (Some((concept, value)), Some(means)) = (word.split_once('='), means.first()) {
                let concept = values.entry(concept.to_owned()).or_default();
                concept.insert(value.to_owned(), means.clone());
            }
        }
        Vocabulary(values)
    }

    /// The same fold, its value in the common word. Only whole values are words.
    pub(crate) fn meet(&self, fold: Fold) -> Fold {
        if fold.op != Operator::Eq {
            return fold;
        }
        let known = self.0.get(&fold.concept.to_lowercase());
        match known.and_then(|values| values.get(&fold.value.to_lowercase())) {
            Some(value) => Fold {
                value: value.clone(),
                ..fold
            },
            None => fold,
        }
    }
}
