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
pub(crate) trait Comparable: Sync {
    /// Whether it counts.
    fn is_live(&self) -> bool;
    /// Who publishes it.
    fn vendor(&self) -> &str;
    /// The rows it uses.
    fn rows(&self) -> &[RowUse];
    /// The events it reads.
    fn events(&self) -> &[EventUse];
    /// What else tells copies of it apart.
    fn traits(&self) -> &Traits;
}

impl Comparable for Entry {
    fn is_live(&self) -> bool {
        self.rule.liveness.is_live()
    }

    fn vendor(&self) -> &str {
        &self.rule.vendor
    }

    fn rows(&self) -> &[RowUse] {
        &self.rows
    }

    fn events(&self) -> &[EventUse] {
        &self.events
    }

    fn traits(&self) -> &Traits {
        &self.traits
    }
}
