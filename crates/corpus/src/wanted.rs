//! Which paths of a source's folder hold something to read.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use crate::vendors::{self, About};
use crate::{Problem, ProblemCode, Source};

/// What a file must and must not match.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    rules: GlobSet,
    companions: GlobSet,
    unwanted: GlobSet,
}

impl Wanted {
    /// The globs of a source: its own, or its vendor's where it gives none; `None` if there is no such vendor.
    pub fn new(source: &Source) -> Option<(Self, Vec<Problem>)> {
        vendors::find(&source.vendor).map(|about| Wanted::of(source, about))
    }

    pub(crate) fn of(source: &Source, about: &About) -> (Self, Vec<Problem>) {
        let mut problems = Vec::new();
        let own = |globs: &[&str]| globs.iter().map(ToString::to_string).collect::<Vec<_>>();
        let include = if source.include.is_empty() {
            own(about.include)
        } else {
            source.include.clone()
        };
        let exclude = [own(about.exclude), source.exclude.clone()].concat();
        let wanted = Wanted {
            rules: set(&include, &mut problems),
            companions: set(&own(about.companions), &mut problems),
            unwanted: set(&exclude, &mut problems),
        };
        (wanted, problems)
    }

    /// Whether a path is that of a file that only serves rules.
    pub fn is_companion(&self, path: &str) -> bool {
        self.companions.is_match(path) && !self.unwanted.is_match(path)
    }

    /// Whether a path below the source's root, with forward slashes, is opened.
    pub fn has(&self, path: &str) -> bool {
        (self.rules.is_match(path) || self.companions.is_match(path)) && !self.unwanted.is_match(path)
    }
}

fn set(globs: &[String], problems: &mut Vec<Problem>) -> GlobSet {
    let mut builder = GlobSetBuilder::new();
    for glob in globs {
        match GlobBuilder::new(glob).literal_separator(true).build() {
            Ok(glob) => drop(builder.add(glob)),
            Err(error) => {
                let message = format!("not a glob: {error}");
                problems.push(Problem::error("", message).of(ProblemCode::Configuration));
            }
        }
    }
    builder.build().unwrap_or_else(|error| {
        let message = format!("these globs are too many or too large: {error}");
        problems.push(Problem::error("", message).of(ProblemCode::Configuration));
        GlobSet::empty()
    })
}
