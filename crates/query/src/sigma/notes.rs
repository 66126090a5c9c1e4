//! What is noticed while a rule is decoded.

use std::collections::BTreeSet;

use rule::{Diagnostic, Logic, Loss, Reason, Span};

use crate::yaml::{Node, Value};

/// Diagnostics and losses, in order of discovery.
#[derive(Debug, Default)]
pub(super) struct Notes {
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) losses: BTreeSet<Loss>,
}

impl Notes {
    /// An undecoded clause, and an error that says why.
    pub(super) fn refuse(
        &mut self,
        text: impl Into<String>,
        why: Reason,
        span: Span,
        message: &str,
    ) -> Logic {
        self.diagnostics.push(Diagnostic::error(span, message));
        Logic::opaque(text, why, span)
    }

    /// A remark about something that was read all the same.
    pub(super) fn warn(&mut self, span: Span, message: impl Into<String>) {
        self.diagnostics.push(Diagnostic::warning(span, message));
    }
}

/// A node on one line, for clauses that stay undecoded. YAML nests at most [`crate::MAX_DEPTH`] deep.
pub(super) fn written(node: &Node) -> String {
    match &node.value {
        Value::Null => "null".to_owned(),
        Value::Scalar { text, .. } => text.clone(),
        Value::List(items) => {
            let items: Vec<String> = items.iter().map(written).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Map(entries) => {
            let entries: Vec<String> = entries
                .iter()
                .map(|(key, value)| format!("{}: {}", written(key), written(value)))
                .collect();
            format!("{{{}}}", entries.join(", "))
        }
    }
}
