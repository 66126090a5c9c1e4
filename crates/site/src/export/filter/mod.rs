//! Which rules: `technique=T1204 vendor=sigma,elastic severity>=high title~"remote access"`.
//!
//! ```text
//! filter = { term }                    all terms must hold
//! term   = key op value { "," value }  one of the values suffices
//! op     = "=" | "!=" | "~" | "!~" | ">=" | ">" | "<=" | "<"
//! value  = bare word | "quoted text"   in quotes, \" and \\ stand for " and \
//! ```
//!
//! `=` compares whole words and `~` looks for a part, both without regard to case; `!=` and `!~` hold where no word
//! of the rule does. The ordered operators go with severities and dates. A technique stands for its sub-techniques,
//! an old technique id for the one it became.

mod key;
mod parse;

use std::borrow::Cow;
use std::fmt;

use catalog::RuleIx;
use rule::TechniqueId;

use crate::book::Book;
use key::{Key, Kind};

/// A condition on rules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    written: String,
    terms: Vec<Term>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Term {
    key: &'static Key,
    op: Op,
    /// In lower case.
    values: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Op {
    Is,
    IsNot,
    Has,
    HasNot,
    AtLeast,
    Above,
    AtMost,
    Below,
}

/// A mistake in a filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilterError {
    /// The filter as given.
    pub written: String,
    /// The column of the mistake, in characters from one.
    pub column: usize,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

impl fmt::Display for FilterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let blanks = " ".repeat(self.column.saturating_sub(1));
        let (column, message) = (self.column, &self.message);
        write!(
            f,
            "column {column} of the filter: {message}\n  {}\n  {blanks}^ {}",
            self.written, self.help
        )
    }
}

impl std::error::Error for FilterError {}

impl Filter {
    /// Reads a filter.
    ///
    /// # Errors
    /// The first mistake, with its place.
    pub fn parse(text: &str) -> Result<Filter, FilterError> {
        parse::filter(text)
    }

    /// Whether it lets everything pass.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// The filter as given.
    pub fn as_written(&self) -> &str {
        &self.written
    }

    pub(crate) fn passes(&self, book: &Book<'_>, rule: RuleIx) -> bool {
        self.terms.iter().all(|term| term.passes(book, rule))
    }
}

/// The keys of filters and what each compares with, for help texts.
pub fn keys() -> impl Iterator<Item = (&'static str, &'static str)> {
    key::KEYS.iter().map(|key| (key.name, key.about))
}

impl Term {
    fn passes(&self, book: &Book<'_>, rule: RuleIx) -> bool {
        let entry = book.catalog.entry(rule);
        let words: Vec<String> = (self.key.words)(book, entry)
            .iter()
            .map(|word| word.to_lowercase())
            .collect();
        let values = self.resolved(book);
        let any = |holds: &dyn Fn(&str, &str) -> bool| {
            let mut pairs = words
                .iter()
                .flat_map(|word| values.iter().map(move |value| (word, value)));
            pairs.any(|(word, value)| holds(word, value))
        };
        let order = |word: &str, value: &str| self.key.place(word).cmp(&self.key.place(value));
        match self.op {
            Op::Is => any(&|word, value| word == value),
            Op::IsNot => !any(&|word, value| word == value),
            Op::Has => any(&|word, value| word.contains(value)),
            Op::HasNot => !any(&|word, value| word.contains(value)),
            Op::AtLeast => any(&|word, value| order(word, value).is_ge()),
            Op::Above => any(&|word, value| order(word, value).is_gt()),
            Op::AtMost => any(&|word, value| order(word, value).is_le()),
            Op::Below => any(&|word, value| order(word, value).is_lt()),
        }
    }

    /// The values, old technique ids replaced by what they became.
    fn resolved(&self, book: &Book<'_>) -> Cow<'_, [String]> {
        if self.key.kind != Kind::Technique {
            return Cow::Borrowed(&self.values);
        }
        let resolve = |value: &String| {
            let id = TechniqueId::parse(value).map(|id| book.catalog.attack.resolve(&id));
            id.map_or_else(|| value.clone(), |id| id.id().as_str().to_lowercase())
        };
        Cow::Owned(self.values.iter().map(resolve).collect())
    }
}
