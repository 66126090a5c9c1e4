//! The vendors whose rule files can be read.
//!
//! One vendor is one file here, with the structure of its files as written and what it means; adding one is
//! that file, its `mod` line and its line in [`ALL`].

mod armory;
mod elastic;
mod panther;
mod secops;
mod sentinel;
mod sigma;
mod splunk;

use std::sync::Arc;

use rule::Rule;

use crate::text_file::TextFile;
use crate::{Problem, ProblemCode};

/// All vendors, in page order.
static ALL: &[&dyn Vendor] = &[
    &sigma::Sigma,
    &elastic::Elastic,
    &splunk::Splunk,
    &armory::Armory,
    &sentinel::Sentinel,
    &secops::SecOps,
    &panther::Panther,
];

/// What a vendor is called and which files of its repository are of interest. Globs are relative to a source's
/// root; a star does not cross a slash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct About {
    /// Stable, lower case: `sigma`.
    pub id: &'static str,
    /// As its community writes it.
    pub title: &'static str,
    /// Two letters.
    pub mark: &'static str,
    /// Rule files, unless the source says otherwise.
    pub include: &'static [&'static str],
    /// Files that serve rules, whatever the source includes.
    pub companions: &'static [&'static str],
    /// Files that are neither, whatever else they match.
    pub exclude: &'static [&'static str],
    /// Keys that give a rule file away: all those of any line. A TOML table is written `[table]`.
    pub signs: &'static [&'static [&'static str]],
}

/// A vendor's file format and repository layout.
pub(crate) trait Vendor: Sync {
    /// Who it is.
    fn about(&self) -> &'static About;

    /// Looks through all files of a source for what rules need from other files. Says nothing about files that
    /// make no sense: each file's own turn comes in [`Reader::read`].
    fn open(&self, files: &[Arc<TextFile>]) -> Box<dyn Reader>;

    /// Whether [`Vendor::open`] takes anything from this file, so that other files have to be read again when it
    /// changes.
    fn is_shared(&self, _file: &TextFile) -> bool {
        false
    }
}

/// Reads the files of one source.
pub(crate) trait Reader: Send + Sync {
    /// Reads a file; an error means that it was refused.
    fn read(&self, file: &TextFile) -> Result<Given, Problem>;
}

/// What a file gave.
#[derive(Debug, Default)]
pub(crate) struct Given {
    /// Whether it is a file that serves rules and holds none.
    pub(crate) is_companion: bool,
    /// Its rules; vendor, source, path and text are filled in by the caller.
    pub(crate) rules: Vec<Rule>,
    /// Remarks.
    pub(crate) problems: Vec<Problem>,
}

impl Given {
    /// A file that serves rules.
    pub(crate) fn companion() -> Self {
        Given {
            is_companion: true,
            ..Given::default()
        }
    }

    /// A file with one rule.
    pub(crate) fn rule(rule: Rule, problems: Vec<Problem>) -> Self {
        Given {
            rules: vec![rule],
            problems,
            ..Given::default()
        }
    }
}

/// The reader of an id's files.
pub(crate) fn vendor(id: &str) -> Option<&'static dyn Vendor> {
    ALL.iter().copied().find(|vendor| vendor.about().id == id)
}

/// The place of a vendor in page order; nothing for one that is not registered.
pub fn position(id: &str) -> Option<usize> {
    ALL.iter().position(|vendor| vendor.about().id == id)
}

/// That a source's vendor is none of these.
pub(crate) fn unknown(id: &str) -> Problem {
    let known = vendor_ids().join(", ");
    let problem = Problem::error("", format!("no vendor is called `{id}`")).of(ProblemCode::Configuration);
    problem.with_help(Some(format!("the vendors are {known}")))
}

/// The vendor of an id.
pub fn find(id: &str) -> Option<&'static About> {
    vendor(id).map(Vendor::about)
}

/// All vendors, in page order.
pub fn all() -> impl Iterator<Item = &'static About> {
    ALL.iter().map(|vendor| vendor.about())
}

/// The ids of all vendors, in page order.
pub fn vendor_ids() -> Vec<&'static str> {
    all().map(|about| about.id).collect()
}
