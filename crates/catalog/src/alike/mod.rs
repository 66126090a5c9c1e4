//! Which rules are alike, across vendors.
//!
//! A rule is the set of rows it uses, each in its role. Rare rows weigh more: a row's weight is the logarithm of
//! how many times rarer than "in every rule" it is. Two rules are as alike as the weight of what they share is
//! to the weight of what either has (weighted Jaccard). An inverted index makes that exact for all pairs.

mod families;
mod index;
mod memory;

pub(crate) use families::{Traits, assign};
pub(crate) use index::Index;
pub(crate) use memory::Memory;

use std::sync::Arc;

use crate::{Entry, EventUse, RowUse, RuleIx};

/// The nearest rules of every rule; rules that were not looked at again share them with the catalog before.
pub(crate) type Nearest = Arc<Vec<Arc<[Similar]>>>;

/// A rule that is like another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Similar {
    /// The other rule.
    pub rule: RuleIx,
    /// How much alike they are, in thousandths; 1000 for the same rows in the same roles.
    pub score: u16,
}

/// A rule as far as others are compared with it.
pub(crate) struct Compared<'a> {
    /// Whether it counts.
    pub(crate) is_live: bool,
    /// Who publishes it.
    pub(crate) vendor: &'a str,
    /// The rows it uses.
    pub(crate) rows: &'a [RowUse],
    /// The events it reads.
    pub(crate) events: &'a [EventUse],
    /// What else tells copies of it apart.
    pub(crate) traits: &'a Traits,
}

/// What others can be compared with.
pub(crate) trait Comparable: Sync {
    /// It as far as others are compared with it.
    fn compared(&self) -> Compared<'_>;
}

impl Comparable for Entry {
    fn compared(&self) -> Compared<'_> {
        Compared {
            is_live: self.rule.liveness.is_live(),
            vendor: &self.rule.vendor,
            rows: &self.rows,
            events: &self.events,
            traits: &self.traits,
        }
    }
}
