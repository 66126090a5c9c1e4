//! A source read once, file by file: of a file that was read, only what the caller keeps of its rules stays in
//! memory.

use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;
use rule::Rule;

use crate::read::{FILES_AT_ONCE, read_file};
use crate::text_file::TextFile;
use crate::vendors::{self, Given, Reader, Vendor};
use crate::walk::{Found, walk};
use crate::{Problem, Reading, Source};

/// Reads a source and keeps something of every rule, in the order of files and of places in them. Unlike those of
/// [`crate::read`], the rules have no slugs, which depend on all rules. Never fails: a folder that cannot be walked is
/// a problem like any other.
pub fn read_each<T: Send>(source: &Source, keep: impl Fn(Rule) -> T + Sync) -> Reading<T> {
    let mut reading = Reading::empty();
    match vendors::vendor(&source.vendor) {
        Some(vendor) => read_files(source, vendor, &keep, &mut reading),
        None => reading.problems.push(vendors::unknown(&source.vendor)),
    }
    reading.finish(source);
    reading
}

/// What a file gave.
struct Taken<T> {
    is_companion: bool,
    /// How many of its rules count.
    live: usize,
    kept: Vec<T>,
    problems: Vec<Problem>,
}

fn read_files<T: Send>(
    source: &Source,
    vendor: &dyn Vendor,
    keep: &(impl Fn(Rule) -> T + Sync),
    reading: &mut Reading<T>,
) {
    let (found, problems) = walk(source, vendor.about());
    reading.problems = problems;
    reading.tally.files = found.len();
    let reader = vendor.open(&shared(source, vendor, &found));
    let taken: Vec<Result<Taken<T>, Problem>> = found
        .par_iter()
        .with_max_len(FILES_AT_ONCE)
        .map(|it| take(source, &*reader, it, keep))
        .collect();
    for taken in taken {
        reading.tally.count(taken.as_ref().map(|it| it.is_companion));
        match taken {
            Ok(taken) => {
                reading.tally.live += taken.live;
                reading.rules.extend(taken.kept);
                reading.problems.extend(taken.problems);
            }
            Err(problem) => reading.problems.push(problem),
        }
    }
}

fn take<T>(
    source: &Source,
    reader: &dyn Reader,
    found: &Found,
    keep: &impl Fn(Rule) -> T,
) -> Result<Taken<T>, Problem> {
    let file = TextFile::open(&source.root, &found.path, found.bytes)?;
    let Given {
        is_companion,
        mut rules,
        problems,
    } = read_file(source, reader, &file)?;
    rules.sort_by_key(|rule| (rule.span, rule.line));
    Ok(Taken {
        is_companion,
        live: rules.iter().filter(|rule| rule.liveness.is_live()).count(),
        kept: rules.into_iter().map(keep).collect(),
        problems,
    })
}

/// The files that other files need. To find them all are opened, unless the vendor has none of that kind.
fn shared(source: &Source, vendor: &dyn Vendor, found: &[Found]) -> Vec<Arc<TextFile>> {
    if vendor.about().companions.is_empty() {
        return Vec::new();
    }
    let open = |it: &Found| TextFile::open(&source.root, &it.path, it.bytes).ok();
    found
        .par_iter()
        .with_max_len(FILES_AT_ONCE)
        .filter_map(|it| open(it).filter(|file| vendor.is_shared(file)).map(Arc::new))
        .collect()
}

/// The text of a file of a source, as its rules' places count it; nothing if it can no longer be read.
pub fn text(root: &Path, path: &str) -> Option<Arc<str>> {
    let bytes = std::fs::metadata(root.join(path)).ok()?.len();
    Some(TextFile::open(root, path, bytes).ok()?.text)
}
