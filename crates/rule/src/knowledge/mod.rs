//! What is known about the world of rules before any rule is read: ATT&CK, telemetry events, fields.

mod attack;
mod tables;

pub use attack::{Attack, Citation, Matrix, Redirect, Tactic, Technique};
pub use tables::{EventFact, FieldAlias, FieldKind, LogSourceFact, LogSourceRelation, Tables, Word};
