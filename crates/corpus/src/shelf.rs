//! A source whose files stay at hand.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use rule::Rule;

use crate::read::{FILES_AT_ONCE, read_file};
use crate::text_file::TextFile;
use crate::vendors::{self, Given, Reader, Vendor};
use crate::walk::{Found, walk};
use crate::{Problem, Reading, Source, assign_slugs};

/// A source that is read again and again. Reading it after a change gives what reading it afresh would give, and
/// opens only what changed.
pub struct Shelf {
    source: Source,
    /// Problems of the last walk; nothing before the first.
    walked: Option<Vec<Problem>>,
    files: BTreeMap<String, Shelved>,
    /// What reads them; nothing before the first file is read, and after a change of what files share.
    reader: Option<Box<dyn Reader>>,
    /// What the last reading gave, as long as it holds.
    reading: Option<Reading>,
}

/// A file of the last walk.
#[derive(Debug)]
struct Shelved {
    bytes: u64,
    /// What was opened; nothing for a file that has to be opened again.
    file: Option<Result<Arc<TextFile>, Problem>>,
    /// What its reader made of it; nothing for a file that has to be read again.
    gift: Option<Result<Gift, Problem>>,
}

/// What a file gave.
#[derive(Debug)]
struct Gift {
    is_companion: bool,
    rules: Vec<Arc<Rule>>,
    problems: Vec<Problem>,
}

impl Shelf {
    /// A source of which nothing was read.
    pub fn new(source: Source) -> Self {
        Shelf {
            source,
            walked: None,
            files: BTreeMap::new(),
            reader: None,
            reading: None,
        }
    }

    /// The source.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// Reads the source, given the paths that may have changed since the last reading; without them, any may have.
    /// Never fails: a folder that cannot be walked is a problem like any other.
    pub fn read(&mut self, changed: Option<&BTreeSet<PathBuf>>) -> &Reading {
        let touches = |paths: &BTreeSet<PathBuf>| paths.iter().any(|path| self.is_touched_by(path));
        let holds = changed.is_some_and(|paths| !touches(paths));
        let kept = self.reading.take().filter(|_| holds);
        let reading = kept.unwrap_or_else(|| self.read_again(changed));
        self.reading.insert(reading)
    }

    /// Whether a path stands for something in the source or for a folder that holds it.
    fn is_touched_by(&self, path: &Path) -> bool {
        path.starts_with(&self.source.root) || self.source.root.starts_with(path)
    }

    fn read_again(&mut self, changed: Option<&BTreeSet<PathBuf>>) -> Reading {
        let mut reading = Reading::empty();
        match vendors::vendor(&self.source.vendor) {
            Some(vendor) => {
                let is_shared = self.forget(vendor, changed) | self.open(vendor);
                self.read_files(vendor, is_shared);
                self.give(&mut reading);
            }
            None => reading.problems.push(vendors::unknown(&self.source.vendor)),
        }
        reading.finish(&self.source);
        reading.tally.live = reading
            .rules
            .iter()
            .filter(|rule| rule.liveness.is_live())
            .count();
        reading
    }

    /// Forgets what changed, and walks again unless all of it was there and is there. Says whether rules of other
    /// files depend on something forgotten.
    fn forget(&mut self, vendor: &dyn Vendor, changed: Option<&BTreeSet<PathBuf>>) -> bool {
        let Some(changed) = changed.filter(|_| self.walked.is_some()) else {
            self.files.clear();
            self.reader = None;
            self.walk(vendor);
            return false;
        };
        let mut is_shared = false;
        let mut is_other = false;
        for path in changed {
            let Ok(below) = path.strip_prefix(&self.source.root) else {
                is_other |= self.source.root.starts_with(path);
                continue;
            };
            let name = below.to_string_lossy().replace('\\', "/");
            let metadata = std::fs::symlink_metadata(path).ok().filter(|it| it.is_file());
            match (self.files.get_mut(&name), metadata) {
                (Some(shelved), Some(metadata)) => {
                    is_shared |= shelved.is_shared(vendor);
                    *shelved = Shelved::new(metadata.len());
                }
                _ => is_other = true,
            }
        }
        if is_other {
            is_shared |= self.walk(vendor);
        }
        is_shared
    }

    /// Walks the source, keeping what was opened of the files that are still there. Says whether rules of other files
    /// depend on one that is gone.
    fn walk(&mut self, vendor: &dyn Vendor) -> bool {
        let (found, problems) = walk(&self.source, vendor.about());
        let mut before = std::mem::take(&mut self.files);
        for Found { path, bytes } in found {
            let shelved = before.remove(&path).unwrap_or_else(|| Shelved::new(bytes));
            self.files.insert(path, shelved);
        }
        self.walked = Some(problems);
        before.values().any(|gone| gone.is_shared(vendor))
    }

    /// Opens what is not open. Says whether rules of other files depend on some of it.
    fn open(&mut self, vendor: &dyn Vendor) -> bool {
        let closed: Vec<(&String, &mut Shelved)> = self
            .files
            .iter_mut()
            .filter(|(_, shelved)| shelved.file.is_none())
            .collect();
        let root = &self.source.root;
        let opened = closed
            .into_par_iter()
            .with_max_len(FILES_AT_ONCE)
            .map(|(path, shelved)| {
                shelved.file = Some(TextFile::open(root, path, shelved.bytes).map(Arc::new));
                shelved.is_shared(vendor)
            });
        opened.reduce(|| false, |a, b| a | b)
    }

    /// Reads what has to be read: all files where something shared changed.
    fn read_files(&mut self, vendor: &dyn Vendor, is_shared: bool) {
        if is_shared {
            self.reader = None;
        }
        let files = &self.files;
        let reader = self.reader.get_or_insert_with(|| {
            let is_open = |shelved: &Shelved| Some(Arc::clone(shelved.file.as_ref()?.as_ref().ok()?));
            vendor.open(&files.values().filter_map(is_open).collect::<Vec<_>>())
        });
        let mut unread: Vec<&mut Shelved> = self
            .files
            .values_mut()
            .filter(|shelved| is_shared || shelved.gift.is_none())
            .collect();
        let source = &self.source;
        unread
            .par_iter_mut()
            .with_max_len(FILES_AT_ONCE)
            .for_each(|shelved| {
                shelved.gift = match &shelved.file {
                    Some(Ok(file)) => Some(read_file(source, &**reader, file).map(Gift::from)),
                    Some(Err(problem)) => Some(Err(problem.clone())),
                    None => None,
                };
            });
    }

    /// Gives what all files gave.
    fn give(&mut self, reading: &mut Reading) {
        reading.problems.extend(self.walked.iter().flatten().cloned());
        reading.tally.files = self.files.len();
        let mut rules: Vec<&mut Arc<Rule>> = Vec::new();
        for gift in self
            .files
            .values_mut()
            .filter_map(|shelved| shelved.gift.as_mut())
        {
            reading.tally.count(gift.as_ref().map(|gift| gift.is_companion));
            match gift {
                Ok(gift) => {
                    rules.extend(&mut gift.rules);
                    reading.problems.extend(gift.problems.iter().cloned());
                }
                Err(problem) => reading.problems.push(problem.clone()),
            }
        }
        rules.sort_by(|a, b| (&a.path, a.span, a.line).cmp(&(&b.path, b.span, b.line)));
        assign_slugs(&mut rules);
        reading.rules = rules.into_iter().map(|rule| Arc::clone(rule)).collect();
    }
}

impl Shelved {
    fn new(bytes: u64) -> Self {
        Shelved {
            bytes,
            file: None,
            gift: None,
        }
    }

    fn is_shared(&self, vendor: &dyn Vendor) -> bool {
        matches!(&self.file, Some(Ok(file)) if vendor.is_shared(file))
    }
}

impl From<Given> for Gift {
    fn from(given: Given) -> Self {
        Gift {
            is_companion: given.is_companion,
            rules: given.rules.into_iter().map(Arc::new).collect(),
            problems: given.problems,
        }
    }
}
