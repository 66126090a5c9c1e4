//! Elastic Event Query Language (<https://www.elastic.co/docs/reference/query-languages/eql>).

use rule::{Diagnostic, Reason, Span};

use crate::Decoded;

/// Decodes a query.
pub fn decode(text: &str) -> Decoded {
    let note = Diagnostic::warning(Span::new(0, text.len()), "this language is not decoded yet");
    Decoded::opaque(text, Reason::Language, note)
}
