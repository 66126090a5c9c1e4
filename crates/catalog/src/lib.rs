//! What is true of all rules together.
//!
//! A [`Catalog`] is built once from all rules, ATT&CK and the data tables, and never changes. It knows no
//! files, no vendor's format and no page: fields become [`concept`]s, predicates get a [`Class`], log sources
//! and predicates become telemetry events, technique ids lead to the pinned ATT&CK version, and equal
//! (concept, operator, value) triples of all rules become one [`Row`].

mod alike;
mod bridge;
mod build;
mod class;
pub mod concept;
mod coverage;
mod derive;
mod entry;
mod facets;
pub mod findings;
mod guide;
mod keys;
mod lookup;
mod mapped;
mod postings;
mod prefilter;
mod rows;
mod telemetry;
mod words;

#[cfg(test)]
mod tests;

pub use alike::Similar;
pub use bridge::{Bridge, Resolution};
pub use build::{Builder, Catalog, Inputs};
pub use class::Class;
pub use concept::Fold;
pub use coverage::Coverage;
pub use entry::{Declaration, Entry, Known, RowUse, TaggedTechnique};
pub use facets::Facets;
pub use findings::{Census, Finding, Inspector, Place, Sketch};
pub use guide::{Count, ExclusionRow, FieldRow, Guide, ValueRow};
pub use lookup::{FieldUse, ForeignId};
pub use mapped::{Basis, Mapped};
pub use rows::{Row, Rows, Spelling};
pub use telemetry::{Event, EventUse, Events};

/// Index of a rule in [`Catalog::entries`].
pub type RuleIx = u32;
/// Index of a row in [`Rows`].
pub type RowIx = u32;
/// Index of an event in [`Events`].
pub type EventIx = u32;
