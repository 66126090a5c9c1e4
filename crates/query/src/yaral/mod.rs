//! Google SecOps YARA-L 2.0 (<https://cloud.google.com/chronicle/docs/detection/yara-l-2-0-syntax>).

use rule::{Diagnostic, Reason, Span};

use crate::Decoded;

/// One `rule name { … }` of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleText {
    /// Its name.
    pub name: String,
    /// The keys and unescaped values of its `meta` section, in order; a key may be repeated.
    pub meta: Vec<(String, String)>,
    /// Where it stands, from `rule` to its closing brace.
    pub span: Span,
}

/// Finds the rules of a file. A file that follows the grammar nowhere gives none.
pub fn rules(_text: &str) -> Vec<RuleText> {
    Vec::new()
}

/// Decodes one rule, from `rule` to its closing brace.
pub fn decode(text: &str) -> Decoded {
    let note = Diagnostic::warning(Span::new(0, text.len()), "this language is not decoded yet");
    Decoded::opaque(text, Reason::Language, note)
}
