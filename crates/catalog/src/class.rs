//! What kind of thing a predicate is (spec/logic.md, "Classes"). The lists are data: `words/selectors`,
//! `words/event_kinds`, `words/generic`.

use std::collections::{HashMap, HashSet};

use rule::Operator;

use crate::words::Words;

/// A literal with fewer characters than this means nothing alone.
const SHORTEST: usize = 3;

/// The class of a predicate. Thresholds are no predicates, so they are not here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Selects the event source.
    Telemetry,
    /// A value an analyst would search for.
    Indicator,
    /// Too short or too common to mean anything alone.
    Generic,
    /// A raw term that another comparison of the same step repeats: it makes a search faster and says nothing of its
    /// own, so it is in no row. In data files it is generic, since it is a predicate all the same.
    Prefilter,
}

impl Class {
    /// The stable lower-case name.
    pub fn id(self) -> &'static str {
        match self {
            Class::Telemetry => "telemetry",
            Class::Indicator => "indicator",
            Class::Generic | Class::Prefilter => "generic",
        }
    }
}

/// The lists that tell classes apart.
#[derive(Debug, Default)]
pub(crate) struct Classes {
    /// Concepts that select an event source whatever their value.
    selectors: HashSet<String>,
    /// Concepts of which some values name the kind of an event, and those values.
    kinds: HashMap<String, HashSet<String>>,
    /// Values that mean nothing alone.
    generic: HashSet<String>,
}

impl Classes {
    pub(crate) fn new(words: &Words) -> Self {
        let mut kinds: HashMap<String, HashSet<String>> = HashMap::new();
        for (value, concepts) in words.list("event_kinds").iter() {
            for concept in concepts {
                kinds.entry(concept.clone()).or_default().insert(value.to_owned());
            }
        }
        let all = |name| words.list(name).iter().map(|(word, _)| word.to_owned()).collect();
        Classes {
            selectors: all("selectors"),
            kinds,
            generic: all("generic"),
        }
    }

    /// The class of one folded value.
    pub(crate) fn of(&self, concept: &str, op: Operator, value: &str) -> Class {
        if self.selectors.contains(concept) {
            return Class::Telemetry;
        }
        if let Some(kinds) = self.kinds.get(concept)
            && kinds.contains(&value.to_lowercase())
        {
            return Class::Telemetry;
        }
        if names_a_value(op) && self.is_generic(op, value) {
            return Class::Generic;
        }
        Class::Indicator
    }

    fn is_generic(&self, op: Operator, value: &str) -> bool {
        let literal = |c: &char| match op {
            Operator::Wildcard => !matches!(c, '*' | '?') && !c.is_whitespace(),
            Operator::RegexMatch => c.is_alphanumeric(),
            _ => !c.is_whitespace(),
        };
        if value.chars().filter(literal).count() < SHORTEST {
            return true;
        }
        value.len() <= 16 && self.generic.contains(&value.trim().to_lowercase())
    }
}

/// Whether the operator compares with a value one can search for.
pub(crate) fn names_a_value(op: Operator) -> bool {
    !matches!(
        op,
        Operator::Exists | Operator::Length | Operator::FieldEq | Operator::Lookup
    )
}
