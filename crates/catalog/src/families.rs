//! Families of near-identical rules: copies of one rule must not look like consensus.

use std::collections::HashMap;

use crate::{Entry, RuleIx};

/// Rules with fewer positive rows than this are a family only when all their rows agree.
const MIN_ROWS: usize = 1;

/// Puts every rule into the family of the first rule with the same rows in the same roles.
///
/// Rules without any row are families of their own.
pub(crate) fn assign(entries: &mut [Entry]) {
    let mut first: HashMap<Vec<(u32, bool)>, RuleIx> = HashMap::new();
    for (index, entry) in (0..).zip(entries.iter_mut()) {
        let key: Vec<(u32, bool)> = entry.rows.iter().map(|it| (it.row, it.excluded)).collect();
        entry.family = if key.len() < MIN_ROWS {
            index
        } else {
            *first.entry(key).or_insert(index)
        };
    }
}
