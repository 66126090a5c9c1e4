//! Panther simple detections: conditions written in YAML
//! (<https://docs.panther.com/detections/rules/writing-simple-detections>).

use rule::{Diagnostic, Reason, Span};

use crate::Decoded;
use crate::yaml::Node;

/// Decodes the value of `Detection` (with `InlineFilters` beside it, the whole document comes in). Spans count
/// from the start of its file.
pub fn decode(_document: &Node) -> Decoded {
    let note = Diagnostic::warning(Span::NONE, "this language is not decoded yet");
    Decoded::opaque("", Reason::Language, note)
}
