//! The likeness of the last catalog's rules, as far as it still holds.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Index, Nearest};
use crate::entry::Known;
use crate::{Entry, Rows, RuleIx};

/// More edited rules than this are a new catalog.
const FEW: usize = 64;

/// The nearest rules of every rule, and what that was found from.
#[derive(Default)]
pub(crate) struct Memory {
    known: Vec<Arc<Known>>,
    /// By triple: what it tells where it is looked for, and where it is excluded.
    weights: Vec<[u32; 2]>,
    nearest: Nearest,
}

impl Memory {
    /// The nearest live rules of every rule, nearest first. Only the speed depends on what is remembered.
    pub(crate) fn nearest(&mut self, index: &Index<'_>, entries: &[Entry], rows: &Rows) -> Nearest {
        let nearest = match self.stale(index, entries, rows) {
            Some(stale) => {
                let mut nearest = Vec::clone(&self.nearest);
                for (&rule, found) in stale.iter().zip(index.nearest(entries, &stale)) {
                    nearest[rule as usize] = found;
                }
                nearest
            }
            None => index.nearest(entries, &all(entries)),
        };
        *self = Memory {
            known: entries.iter().map(|it| Arc::clone(&it.known)).collect(),
            weights: index.by_triple(rows),
            nearest: Arc::new(nearest),
        };
        Arc::clone(&self.nearest)
    }

    /// The rules whose nearest have to be found again, if these are not all.
    ///
    /// As long as no other rule uses a triple whose weight changed, what two rules that were not edited have in
    /// common weighs what it weighed. So only the edited ones, those that had one of them among their nearest, and
    /// those that are like one of them now are looked at. Rules that are set aside are in no index and few; all of
    /// them are.
    fn stale(&self, index: &Index<'_>, entries: &[Entry], rows: &Rows) -> Option<Vec<RuleIx>> {
        if entries.len() != self.known.len() {
            return None;
        }
        let is_edited = |rule: RuleIx| {
            let rule = rule as usize;
            !Arc::ptr_eq(&entries[rule].known, &self.known[rule])
        };
        let (edited, others): (Vec<RuleIx>, Vec<RuleIx>) =
            all(entries).into_iter().partition(|it| is_edited(*it));
        if edited.len() > FEW || index.reweighed(rows, &self.weights).any(|rule| !is_edited(rule)) {
            return None;
        }
        let was_near = |rule: &RuleIx| self.nearest[*rule as usize].iter().any(|it| is_edited(it.rule));
        let is_set_aside = |rule: &RuleIx| !entries[*rule as usize].rule.liveness.is_live();
        let mut stale: BTreeSet<RuleIx> = others
            .into_iter()
            .filter(|rule| was_near(rule) || is_set_aside(rule))
            .collect();
        stale.extend(index.like_any(entries, &edited));
        stale.extend(edited);
        Some(stale.into_iter().collect())
    }
}

/// The indices of all rules.
fn all(entries: &[Entry]) -> Vec<RuleIx> {
    (0..).take(entries.len()).collect()
}
