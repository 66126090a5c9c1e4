//! A rule with everything the catalog derived from it.

use rule::{Rule, TechniqueId};

use crate::{EventUse, Facets, Mapped, RowIx};

/// A rule and what follows from it alone.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The rule as its author published it.
    pub rule: Rule,
    /// Its predicates with their concepts, in authored order.
    pub predicates: Vec<Mapped>,
    /// Its techniques in the pinned ATT&CK version, each once.
    pub techniques: Vec<TaggedTechnique>,
    /// The telemetry events it reads, native ones first.
    pub events: Vec<EventUse>,
    /// Where its declaration and its query differ.
    pub declaration: Declaration,
    /// Platforms and domains.
    pub facets: Facets,
    /// The rows it uses, each once a role, sorted.
    pub rows: Vec<RowUse>,
    /// The family of near-identical rules it belongs to: the smallest rule index in it.
    pub family: u32,
}

/// Where what a rule declares and what its query reads differ: (provider, event).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Declaration {
    /// Declared but not read.
    pub unread: Vec<(String, String)>,
    /// Read but not declared, by rules that declare something.
    pub undeclared: Vec<(String, String)>,
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
