//! The rules a table is made of.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use catalog::{Guide, RuleIx};

use crate::book::Book;

/// Some rules of the catalog, or all.
pub(crate) struct Selection {
    /// All of them, in the catalog's order; those that do not count among them.
    pub(crate) all: Vec<RuleIx>,
    /// Those that count.
    pub(crate) live: Vec<RuleIx>,
    /// Whether no rule was left out, so that what no rule has is told as well.
    pub(crate) is_whole: bool,
    has: Vec<bool>,
    guide: OnceLock<Guide>,
}

impl Selection {
    /// Every rule.
    pub(crate) fn whole(book: &Book<'_>) -> Self {
        let mut selection = Selection::of(book, |_| true);
        selection.is_whole = true;
        selection
    }

    /// The rules that pass.
    pub(crate) fn of(book: &Book<'_>, passes: impl Fn(RuleIx) -> bool) -> Self {
        let entries = book.catalog.entries();
        let all: Vec<RuleIx> = (0..)
            .zip(entries)
            .map(|(index, _)| index)
            .filter(|&index| passes(index))
            .collect();
        let is_live = |index: &RuleIx| book.catalog.entry(*index).rule.liveness.is_live();
        let live: Vec<RuleIx> = all.iter().copied().filter(is_live).collect();
        let mut has = vec![false; entries.len()];
        for &index in &live {
            has[index as usize] = true;
        }
        Selection {
            all,
            live,
            is_whole: false,
            has,
            guide: OnceLock::new(),
        }
    }

    /// Those of the rules that are selected; only rules that count are ever asked about.
    pub(crate) fn among(&self, rules: &[RuleIx]) -> Vec<RuleIx> {
        let is_here = |rule: &RuleIx| self.has.get(*rule as usize) == Some(&true);
        rules.iter().copied().filter(is_here).collect()
    }

    /// The authoring guide of the rules that count.
    pub(crate) fn guide(&self, book: &Book<'_>) -> &Guide {
        self.guide.get_or_init(|| book.catalog.guide(&self.live))
    }
}

/// How many of the rules each vendor has, by vendor id; vendors without any are left out.
pub(super) fn by_vendor<'a>(book: &'a Book<'_>, rules: &[RuleIx]) -> BTreeMap<&'a str, usize> {
    let counts = book.vendors().iter().zip(book.by_vendor(rules));
    counts
        .filter(|(_, count)| *count > 0)
        .map(|(vendor, count)| (vendor.id.as_str(), count))
        .collect()
}
