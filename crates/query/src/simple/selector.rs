//! Which key of the event is looked at.

use crate::yaml::{Node, Value};

/// The dotted path a match expression names, below `within`; `None` if it names none.
pub(super) fn path(expression: &Node, within: &str) -> Option<String> {
    let own = if let Some(key) = expression.get("Key") {
        key.text()?.to_owned()
    } else if let Some(keys) = expression.get("DeepKey") {
        deep(keys)
    } else if let Some(path) = expression.get("KeyPath") {
        key_path(path.text()?).to_owned()
    } else if let Some(enrichment) = expression.get("Enrichment") {
        enriched(enrichment)?
    } else {
        String::new()
    };
    let joined = match (within.is_empty(), own.is_empty()) {
        (true, true) => return None,
        (true, false) => own,
        (false, true) => within.to_owned(),
        (false, false) => format!("{within}.{own}"),
    };
    Some(joined)
}

/// `DeepKey: [a, b, 0]`.
fn deep(keys: &Node) -> String {
    let mut path = String::new();
    for key in keys.items() {
        let Value::Scalar { text, plain } = &key.value else {
            continue;
        };
        if *plain && !path.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
            path += &format!("[{text}]");
            continue;
        }
        if !path.is_empty() {
            path.push('.');
        }
        path.push_str(text);
    }
    path
}

/// `KeyPath: $.a[*].b`.
fn key_path(path: &str) -> &str {
    let path = path.strip_prefix('$').unwrap_or(path);
    path.strip_prefix('.').unwrap_or(path)
}

/// What an enrichment table holds about a value: <https://docs.panther.com/enrichment>.
fn enriched(enrichment: &Node) -> Option<String> {
    let mut path = "p_enrichment".to_owned();
    for part in ["Table", "Selector", "FieldPath"] {
        if let Some(text) = enrichment.get(part).and_then(Node::text) {
            path.push('.');
            path.push_str(key_path(text));
        }
    }
    (path != "p_enrichment").then_some(path)
}
