//! Lucene query strings (<https://www.elastic.co/docs/reference/query-languages/query-dsl/query-dsl-query-string-query>).

use rule::{Diagnostic, Reason, Span};

use crate::Decoded;

/// Decodes a query.
pub fn decode(text: &str) -> Decoded {
    let note = Diagnostic::warning(Span::new(0, text.len()), "this language is not decoded yet");
    Decoded::opaque(text, Reason::Language, note)
}
