//! From authored fields to concepts (spec/logic.md, "From authored field to concept").

mod families;
mod fold;
mod resolve;

pub use fold::Fold;
pub use resolve::{Concepts, Context, Resolved};
