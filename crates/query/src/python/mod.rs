//! Python detections as Panther runs them (<https://docs.panther.com/detections/rules/python>).

use std::collections::BTreeMap;

use rule::{Diagnostic, Reason, Span};

use crate::Decoded;

/// What the functions of a detection may reach beyond its own file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Library {
    /// Helper modules by the name they are imported under, with their source text.
    pub modules: BTreeMap<String, String>,
}

/// Which function decides, and which of its answers is a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `rule(event)`: true is a finding.
    Rule,
    /// `policy(resource)`: false is a finding.
    Policy,
}

/// Decodes a detection's source text.
pub fn decode(text: &str, _kind: Kind, _library: &Library) -> Decoded {
    let note = Diagnostic::warning(Span::new(0, text.len()), "this language is not decoded yet");
    Decoded::opaque(text, Reason::Language, note)
}
