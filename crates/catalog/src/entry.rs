//! A rule with everything the catalog derived from it.

use std::ops::Deref;
use std::sync::Arc;

use rule::{Fidelity, Rule, TechniqueId};

use crate::alike::Traits;
use crate::keys::{Role, Use};
use crate::telemetry::{Kin, Reads};
use crate::{EventUse, Facets, Mapped, RowIx};

/// A rule and what follows from it alone: made once, and shared by every catalog that the rule is in.
#[derive(Debug)]
pub struct Known {
    /// The rule as its author published it.
    pub rule: Arc<Rule>,
    /// How much of its query was decoded.
    pub fidelity: Fidelity,
    /// Its predicates with their concepts, in authored order.
    pub predicates: Vec<Mapped>,
    /// Its techniques in the pinned ATT&CK version, each once.
    pub techniques: Vec<TaggedTechnique>,
    /// What it counts for: these, and the techniques of which they are sub-techniques; sorted.
    pub(crate) counts_for: Vec<TechniqueId>,
    /// Where its declaration and its query differ.
    pub declaration: Declaration,
    /// Platforms and domains.
    pub facets: Facets,
    /// The triples that its predicates stand for.
    pub(crate) uses: Vec<Use>,
    /// What it does with each of them.
    pub(crate) roles: Vec<Role>,
    /// The events it reads.
    pub(crate) reads: Vec<Reads>,
    /// What tells copies of it apart.
    pub(crate) traits: Traits,
}

impl Known {
    /// The rule as correlations see it.
    pub(crate) fn kin(&self) -> Kin<'_> {
        Kin {
            vendor: &self.rule.vendor,
            id: &self.rule.id,
            is_live: self.rule.liveness.is_live(),
            related: &self.rule.related,
            reads: &self.reads,
        }
    }
}

/// A rule in a catalog: what is known of it, and its part in the whole.
#[derive(Clone, Debug)]
pub struct Entry {
    pub(crate) known: Arc<Known>,
    /// The telemetry events it reads, native ones first.
    pub events: Vec<EventUse>,
    /// The rows it uses, each once a role, sorted.
    pub rows: Vec<RowUse>,
    /// The family of near-identical rules it belongs to: the smallest rule index in it.
    pub family: u32,
}

impl Deref for Entry {
    type Target = Known;

    fn deref(&self) -> &Known {
        &self.known
    }
}

/// Where what a rule declares and what its query reads differ: (provider, event).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Declaration {
    /// Declared but not read.
    pub unread: Vec<(String, String)>,
    /// Read but not declared, by rules that declare something.
    pub undeclared: Vec<(String, String)>,
}

impl Declaration {
    /// Whether there is a difference at all.
    pub(crate) fn differs(&self) -> bool {
        !(self.unread.is_empty() && self.undeclared.is_empty())
    }
}

/// A technique of the pinned version and the tag that led to it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TaggedTechnique {
    /// The id in the pinned version.
    pub id: TechniqueId,
    /// The author's spelling.
    pub as_tagged: String,
}

/// That a rule uses a row, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RowUse {
    /// The row.
    pub row: RowIx,
    /// Whether the rule looks for it or excludes it.
    pub excluded: bool,
    /// For exclusions: inside an alternative of the rule's positive part.
    pub guarded: bool,
    /// For exclusions: only together with others.
    pub grouped: bool,
}
