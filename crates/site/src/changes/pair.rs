//! Which rule of one file is which of the other.

use std::collections::{BTreeMap, VecDeque};

use super::line::Line;

/// A rule before and after; one of the two may be missing.
pub(super) type Pair<'a> = (Option<&'a Line<'a>>, Option<&'a Line<'a>>);

/// Rules of one vendor and id belong together, where several share an id those of one path first. Of what is left,
/// rules of one vendor with the same text belong together (their ids were made from paths), then those with the
/// same title, if there is just one on each side.
pub(super) fn pairs<'a>(before: &'a [Line<'a>], after: &'a [Line<'a>]) -> Vec<Pair<'a>> {
    let mut left = Left {
        before: before.iter().collect(),
        after: after.iter().collect(),
    };
    let mut pairs = left.matched(
        |line| Some(format!("{}\0{}\0{}", line.vendor, line.id, line.path)),
        false,
    );
    pairs.extend(left.matched(|line| Some(format!("{}\0{}", line.vendor, line.id)), false));
    pairs.extend(left.matched(
        |line| {
            Some(format!("{}\0{}", line.vendor, line.fingerprint)).filter(|_| !line.fingerprint.is_empty())
        },
        true,
    ));
    pairs.extend(left.matched(
        |line| Some(format!("{}\0{}", line.vendor, line.title)).filter(|_| !line.title.is_empty()),
        true,
    ));
    pairs.extend(left.before.into_iter().map(|line| (Some(line), None)));
    pairs.extend(left.after.into_iter().map(|line| (None, Some(line))));
    pairs
}

struct Left<'a> {
    before: Vec<&'a Line<'a>>,
    after: Vec<&'a Line<'a>>,
}

impl<'a> Left<'a> {
    /// Takes out the pairs of equal keys, in the files' order; with `alone`, only where a key is unique.
    fn matched(&mut self, key: impl Fn(&Line<'_>) -> Option<String>, alone: bool) -> Vec<Pair<'a>> {
        let mut by_key: BTreeMap<String, [VecDeque<&'a Line<'a>>; 2]> = BTreeMap::new();
        let mut rest = [Vec::new(), Vec::new()];
        for (side, lines) in [(0, &self.before), (1, &self.after)] {
            for &line in lines {
                match key(line) {
                    Some(key) => by_key.entry(key).or_default()[side].push_back(line),
                    None => rest[side].push(line),
                }
            }
        }
        let mut pairs = Vec::new();
        for [mut before, mut after] in by_key.into_values() {
            let is_unique = before.len() == 1 && after.len() == 1;
            while let (true, Some(&one), Some(&other)) = (is_unique || !alone, before.front(), after.front())
            {
                pairs.push((Some(one), Some(other)));
                before.pop_front();
                after.pop_front();
            }
            rest[0].extend(before);
            rest[1].extend(after);
        }
        [self.before, self.after] = rest;
        pairs
    }
}
