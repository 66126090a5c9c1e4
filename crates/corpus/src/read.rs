//! From a source to its rules.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use rule::Rule;

use crate::text_file::TextFile;
use crate::vendors::{Given, Reader};
use crate::{Problem, ProblemCode, Shelf, Source, problem};

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

/// How many files a thread takes at once: few, so that one thread is not left with all the long ones.
pub(crate) const FILES_AT_ONCE: usize = 16;

impl Tally {
    /// Counts a file by what became of it: whether it is a companion, or that it was refused.
    pub(crate) fn count<E>(&mut self, outcome: Result<bool, E>) {
        match outcome {
            Ok(true) => self.companions += 1,
            Ok(false) => self.read += 1,
            Err(_) => self.refused += 1,
        }
    }
}

/// What a source gave.
#[derive(Clone, Debug)]
pub struct Reading<R = Arc<Rule>> {
    /// The rules, sorted by path and place, each with a slug unique within the source. A rule that is the same as in
    /// the reading before is the same in memory.
    pub rules: Vec<R>,
    /// What went wrong, sorted by path and place.
    pub problems: Vec<Problem>,
    /// How the files were accounted for; `read + companions + refused == files`.
    pub tally: Tally,
}

impl<R> Reading<R> {
    /// Nothing yet.
    pub(crate) fn empty() -> Self {
        Reading {
            rules: Vec::new(),
            problems: Vec::new(),
            tally: Tally::default(),
        }
    }

    /// Puts all that was read in order.
    pub(crate) fn finish(&mut self, source: &Source) {
        for problem in &mut self.problems {
            problem.source.clone_from(&source.name);
        }
        self.problems.sort();
        self.tally.rules = self.rules.len();
    }
}

/// Reads a source. Never fails: a folder that cannot be walked is a problem like any other.
pub fn read(source: &Source) -> Reading {
    Shelf::new(source.clone()).read(None).clone()
}

/// Reads one file. A reader that panics is a bug of ours and must not cost the other files.
pub(crate) fn read_file(source: &Source, reader: &dyn Reader, file: &TextFile) -> Result<Given, Problem> {
    let mut given = catch_unwind(AssertUnwindSafe(|| reader.read(file))).unwrap_or_else(|_| {
        let message = "reading this file failed; this is a bug of ours";
        let problem = Problem::error(&file.path, message).of(ProblemCode::UnreadableFile);
        Err(problem.with_help(Some("please report it with the file")))
    })?;
    problem::shorten(&file.path, &mut given.problems);
    for rule in &mut given.rules {
        rule.vendor.clone_from(&source.vendor);
        rule.source.clone_from(&source.name);
        rule.path.clone_from(&file.path);
        rule.text = Arc::clone(&file.text);
        rule.line = rule.line.max(1);
        if rule.id.is_empty() {
            rule.id.clone_from(&file.path);
        }
        if rule.title.is_empty() {
            file.stem().clone_into(&mut rule.title);
        }
    }
    Ok(given)
}

#[cfg(test)]
mod tests {
    use super::read_file;
    use crate::text_file::TextFile;
    use crate::vendors::{Given, Reader};
    use crate::{Licence, Problem, Publish, Source};

    struct Careless;

    impl Reader for Careless {
        fn read(&self, _file: &TextFile) -> Result<Given, Problem> {
            panic!("a reader that was written carelessly")
        }
    }

    #[test]
    fn a_reader_that_panics_costs_one_file() {
        let licence = Licence {
            spdx: "MIT".to_owned(),
            url: None,
        };
        let source = Source {
            name: "zoo".to_owned(),
            vendor: "zoo".to_owned(),
            root: ".".into(),
            include: Vec::new(),
            exclude: Vec::new(),
            repository: None,
            repository_path: String::new(),
            commit: None,
            licence,
            publish: Publish::Full,
        };
        let file = TextFile::new("a.yml", "");
        let problem = read_file(&source, &Careless, &file).expect_err("a refusal");
        assert!(problem.message.ends_with("a bug of ours"), "{}", problem.message);
    }
}
