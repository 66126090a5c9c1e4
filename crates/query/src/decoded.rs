//! What a decoder returns.

use rule::{Diagnostic, Reason, RuleLogic, Span};

/// The logic of a query and what was noticed on the way. Spans count from the start of the query text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decoded {
    /// The logic.
    pub logic: RuleLogic,
    /// Remarks, in order of discovery.
    pub diagnostics: Vec<Diagnostic>,
}

impl Decoded {
    /// A query of which nothing could be read, because of one thing.
    pub fn opaque(text: &str, why: Reason, diagnostic: Diagnostic) -> Self {
        let logic = RuleLogic::opaque(text, why, Span::new(0, text.len()));
        Decoded {
            logic,
            diagnostics: vec![diagnostic],
        }
    }
}
