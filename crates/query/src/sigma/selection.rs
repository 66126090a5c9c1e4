//! Selections: maps, lists of maps, lists of keywords.

use rule::{Logic, Reason};

use super::item::{item, keywords};
use super::notes::{Notes, written};
use crate::yaml::{Node, Value};

/// The condition of one selection. `name` is its key, for messages.
pub(super) fn selection(name: &Node, node: &Node, notes: &mut Notes) -> Logic {
    match &node.value {
        Value::Map(entries) if !entries.is_empty() => {
            Logic::all(entries.iter().map(|(key, value)| item(key, value, notes)))
        }
        Value::List(items) if !items.is_empty() => list(name, items, notes),
        Value::Scalar { .. } => keywords(vec![node], notes),
        _ => notes.refuse(written(name), Reason::Syntax, name.span, "the selection is empty"),
    }
}

/// Any of the items; keywords that follow one another are one predicate.
fn list(name: &Node, items: &[Node], notes: &mut Notes) -> Logic {
    let is_keyword = |node: &Node| matches!(node.value, Value::Scalar { .. } | Value::Null);
    let runs = items.chunk_by(|a, b| is_keyword(a) && is_keyword(b));
    Logic::any(runs.map(|run| match run {
        [only] if !is_keyword(only) => selection(name, only, notes),
        run => keywords(run.iter().collect(), notes),
    }))
}
