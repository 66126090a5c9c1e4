//! From authored fields to concepts (spec/logic.md, "From authored field to concept").
//!
//! A field is looked up as authored, then without its decoration; what it means may depend on the [`Context`].
//! A field that no table knows keeps its name under its provider (`Auth0.Events:data.description`), or its
//! bare spelling when not even the provider is known.

mod args;
mod context;
mod families;
mod fold;
mod hash;
mod spelling;
mod table;
mod vocabulary;

pub use context::Context;
pub use fold::Fold;
pub(crate) use spelling::{is_computed, without_indices};
pub use table::{Concepts, Resolved};
pub(crate) use vocabulary::Vocabulary;
