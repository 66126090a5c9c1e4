//! Splunk Search Processing Language (<https://help.splunk.com/en/splunk-enterprise/search/spl-search-reference>).

use std::collections::BTreeMap;

use rule::{Diagnostic, Reason, Span};

use crate::Decoded;

/// A search macro: `name(arguments)` and what it expands to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Macro {
    /// Parameter names, in order.
    pub arguments: Vec<String>,
    /// The text it stands for, `$argument$` where a parameter goes.
    pub definition: String,
}

/// The macros of a corpus, by name and number of arguments.
pub type Macros = BTreeMap<(String, usize), Macro>;

/// Decodes a search.
pub fn decode(text: &str, _macros: &Macros) -> Decoded {
    let note = Diagnostic::warning(Span::new(0, text.len()), "this language is not decoded yet");
    Decoded::opaque(text, Reason::Language, note)
}
