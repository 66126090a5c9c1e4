//! Google SecOps YARA-L 2.0 (<https://cloud.google.com/chronicle/docs/detection/yara-l-2-0-syntax>).
//!
//! Each event variable is a step. Statements of `events` that compare a field with a value are predicates of
//! the step; those that bind a placeholder or equate fields of two events tie the steps together. `match`
//! gives grouping and window, `condition` gives thresholds and events that must not happen. `outcome` filters
//! nothing.

mod ast;
mod condition;
mod events;
mod functions;
mod lexer;
mod lower;
mod origin;
mod parser;
mod sections;
#[cfg(test)]
mod tests;

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
pub fn rules(text: &str) -> Vec<RuleText> {
    sections::rules(text)
}

/// Decodes one rule, from `rule` to its closing brace.
pub fn decode(text: &str) -> Decoded {
    match sections::read(text) {
        Some(sections) => lower::lower(text, &sections),
        None => {
            let all = Span::new(0, text.len());
            Decoded::opaque(
                text,
                Reason::Syntax,
                Diagnostic::error(all, "there is no events section"),
            )
        }
    }
}
