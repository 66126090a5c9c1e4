//! Nodes as text again: the values of conditions, and expressions that are not decoded.

use crate::canonical_number;
use crate::yaml::{Node, Value};

/// The canonical text of a scalar; `None` for null and for collections.
pub(super) fn value(node: &Node) -> Option<String> {
    let Value::Scalar { text, plain } = &node.value else {
        return None;
    };
    Some(match (plain, text.as_str()) {
        (true, "true" | "True" | "TRUE") => "true".to_owned(),
        (true, "false" | "False" | "FALSE") => "false".to_owned(),
        (true, text) => canonical_number(text),
        (false, text) => text.to_owned(),
    })
}

/// A node in flow style.
pub(super) fn flow(node: &Node) -> String {
    match &node.value {
        Value::Null => "null".to_owned(),
        Value::Scalar { text, .. } => text.clone(),
        Value::List(items) => {
            let items: Vec<String> = items.iter().map(flow).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Map(entries) => {
            let entries: Vec<String> = entries
                .iter()
                .map(|(k, v)| format!("{}: {}", flow(k), flow(v)))
                .collect();
            format!("{{{}}}", entries.join(", "))
        }
    }
}
