//! The vocabulary of detections.
//!
//! Every other crate speaks in these types: a [`Rule`] as its author published it, and the [`RuleLogic`]
//! that its query was decoded into. Nothing here reads files, parses a language or knows a vendor, and
//! nothing is serialisable: views of these types belong to whoever writes them out.

mod attack;
mod diagnostic;
mod fidelity;
pub mod knowledge;
mod language;
mod leaf;
mod lines;
mod logic;
mod normal;
mod origin;
mod predicate;
mod record;
mod severity;
mod span;
mod status;
mod threshold;

pub use attack::{TacticTag, TechniqueId, TechniqueTag};
pub use diagnostic::{Diagnostic, Level};
pub use fidelity::{Fidelity, Loss, Reason};
pub use language::Language;
pub use leaf::{Leaf, Scope};
pub use lines::{Lines, Position};
pub use logic::{Logic, Opaque, Relation, RuleLogic, Step};
pub use origin::{LogSource, Query, Related, Section};
pub use predicate::{Operator, Predicate, Quantifier};
pub use record::Rule;
pub use severity::{Severity, SeverityLevel};
pub use span::Span;
pub use status::{Liveness, Maturity, Status};
pub use threshold::Threshold;
