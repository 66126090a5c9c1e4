//! From a source to its rules.

use rule::Rule;

use crate::{Problem, Source};

/// How the files of a source were accounted for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Files that matched the globs.
    pub files: usize,
    /// Files that hold rules and were read.
    pub read: usize,
    /// Files that serve rules (macros, data models, Python sources) and were read.
    pub companions: usize,
    /// Files that were refused, each with an error among the problems.
    pub refused: usize,
    /// Rules read.
    pub rules: usize,
    /// Rules that count.
    pub live: usize,
}

/// What a source gave.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// The rules, sorted by path and place, each with a slug unique within its vendor.
    pub rules: Vec<Rule>,
    /// What went wrong, sorted by path and place.
    pub problems: Vec<Problem>,
    /// How the files were accounted for; `read + companions + refused == files`.
    pub tally: Tally,
}

/// Reads a source. Never fails: a folder that cannot be walked is a problem like any other.
pub fn read(_source: &Source) -> Reading {
    Reading::default()
}
