//! Splunk Search Processing Language (<https://help.splunk.com/en/splunk-enterprise/search/spl-search-reference>).
//!
//! A search is a pipeline. Macros are text, so they are expanded first ([`expand`]) into a text that
//! remembers where each of its bytes came from ([`text`]); it is cut into stages ([`pipeline`]); each stage
//! is read by the grammar of its command: [`search`] expressions, [`eval`] expressions or plain [`args`].
//! Lowering ([`lower`]) walks the stages in order and keeps track of what became of the columns, so that a
//! filter on a renamed, counted or computed column is told from one on a field of the event.

mod args;
mod compare;
mod eval;
mod expand;
#[cfg(test)]
mod hostile;
mod lower;
mod pipeline;
mod scan;
mod search;
mod text;
mod token;

use std::collections::BTreeMap;

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
pub fn decode(text: &str, macros: &Macros) -> Decoded {
    let (text, mut diagnostics) = expand::expand(text, macros);
    let (logic, more) = lower::lower(&text);
    diagnostics.extend(more);
    Decoded { logic, diagnostics }
}
