//! Query text to logic.
//!
//! One folder a language, each with the same three steps: a lexer, a parser to a private AST with byte
//! spans, and a lowering to [`rule::RuleLogic`]. What the languages share is small and lives beside them:
//! a [`cursor`] over text, the folding of glob [`pattern`]s to operators, canonical [`number`]s, the
//! [`depth`] fence and the printed form of logic ([`show`]).
//!
//! Decoding never fails and never drops text: what cannot be decoded becomes an opaque clause with a reason.
//! No language knows files, vendors or pages; what it needs from a corpus (macros, helper modules) comes in
//! as a plain value.

mod cursor;
mod decoded;
mod depth;
mod elastic;
mod number;
mod pattern;
mod place;
#[cfg(test)]
mod promises;
mod show;
mod stream;
mod thresholds;
mod tokens;

pub mod eql;
pub mod esql;
pub mod kuery;
pub mod kusto;
pub mod lucene;
pub mod python;
pub mod sigma;
pub mod simple;
pub mod spl;
pub mod sql;
pub mod yaml;
pub mod yaral;

pub use cursor::Cursor;
pub use decoded::Decoded;
pub use depth::{Depth, MAX_DEPTH};
pub use number::canonical_number;
pub use pattern::{Pattern, Piece};
pub use show::show;
