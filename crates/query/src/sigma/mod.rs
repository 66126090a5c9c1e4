//! Sigma detections, correlations and filters (<https://sigmahq.io/sigma-specification/>).

use rule::{Diagnostic, Reason, Span};

use crate::Decoded;
use crate::yaml::Node;

/// Decodes a rule's `detection` (or a correlation document's `correlation`). The whole document comes in;
/// spans count from the start of its file.
pub fn decode(_document: &Node) -> Decoded {
    let note = Diagnostic::warning(Span::NONE, "this language is not decoded yet");
    Decoded::opaque("", Reason::Language, note)
}
