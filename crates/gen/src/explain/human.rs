//! The facts for people: one fact a line, short ones first, nested ones indented.

use serde_json::{Map, Value};

use crate::report::visible;

/// Lays facts out; lists longer than `limit` are cut, and say so.
pub(super) fn lay_out(fact: &Value, limit: usize) -> String {
    let mut out = String::new();
    set(fact, 0, limit, &mut out);
    out
}

fn set(value: &Value, depth: usize, limit: usize, out: &mut String) {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<(&String, &Value)> = map.iter().collect();
            entries.sort_by_key(|(key, value)| (*key != "kind", value.is_array() || value.is_object()));
            for (key, value) in entries {
                set_entry(key, value, depth, limit, out);
            }
        }
        other => line(depth, &short(other), out),
    }
}

fn set_entry(key: &str, value: &Value, depth: usize, limit: usize, out: &mut String) {
    let key = key.replace('_', " ");
    match value {
        Value::Null => {}
        Value::Array(items) if items.is_empty() => {}
        Value::Array(items) => {
            line(depth, &format!("{key} ({})", items.len()), out);
            for item in items.iter().take(limit) {
                set_item(item, depth + 1, limit, out);
            }
            if items.len() > limit {
                line(depth + 1, &format!("… and {} more", items.len() - limit), out);
            }
        }
        Value::Object(map) if one_line(map).is_none() => {
            line(depth, &key, out);
            set(value, depth + 1, limit, out);
        }
        other => line(depth, &format!("{key}: {}", short(other)), out),
    }
}

/// An item of a list on one line where it has a short form, else its own list goes below.
fn set_item(item: &Value, depth: usize, limit: usize, out: &mut String) {
    let Value::Object(map) = item else {
        return line(depth, &short(item), out);
    };
    if let Some(text) = one_line(map) {
        return line(depth, &text, out);
    }
    let is_list = |value: &Value| matches!(value, Value::Array(items) if items.iter().any(Value::is_object));
    let plain: Vec<String> = map
        .iter()
        .filter(|(_, value)| !is_list(value) && !value.is_null())
        .map(|(key, value)| format!("{key} {}", short(value)))
        .collect();
    line(depth, &plain.join("  "), out);
    for (key, value) in map.iter().filter(|(_, value)| is_list(value)) {
        set_entry(key, value, depth + 1, limit, out);
    }
}

/// The things that have a short form: a rule, a row, an event, a comparison.
fn one_line(map: &Map<String, Value>) -> Option<String> {
    let text = |key: &str| map.get(key).map(short);
    if map.len() == 4 && map.contains_key("slug") {
        return Some(format!(
            "{}/{}  {}",
            text("vendor")?,
            text("slug")?,
            text("title")?
        ));
    }
    if map.contains_key("reach") {
        let reach = text("reach")?;
        return Some(format!(
            "{} {} {}  ({reach} rules)",
            text("concept")?,
            text("op")?,
            text("value")?
        ));
    }
    if map.contains_key("values") && map.contains_key("op") {
        let field = text("field").or_else(|| text("concept"))?;
        let of = match (map.contains_key("part"), text("alias_of")) {
            (false, None) => String::new(),
            (false, Some(origin)) => format!(" (of {origin})"),
            (true, None) => " (part)".to_owned(),
            (true, Some(origin)) => format!(" (part of {origin})"),
        };
        return Some(format!("{field}{of} {} {}", text("op")?, text("values")?));
    }
    if map.contains_key("native") {
        let is = |key: &str| map.get(key).and_then(Value::as_bool) == Some(true);
        let role = if is("native") { "native" } else { "equivalent" };
        let basis = match (is("declared"), is("read")) {
            (true, true) => "declared and read",
            (true, false) => "declared",
            (false, true) => "read",
            (false, false) => "of the same activity",
        };
        let name = format!("{}/{}", text("provider")?, text("event")?);
        return Some(format!("{name}  {}  ({role}, {basis})", text("title")?));
    }
    if map.contains_key("authored") {
        let parts = ["authored", "folded"].map(|key| map.get(key)?.as_object().and_then(one_line));
        let [authored, folded] = parts.map(Option::unwrap_or_default);
        let why = format!("{} {}, {}", text("scope")?, text("class")?, text("basis")?);
        return Some(format!("{authored}  →  {folded}  ({why})"));
    }
    None
}

fn short(value: &Value) -> String {
    match value {
        Value::String(text) => visible(text),
        Value::Array(items) => items.iter().map(short).collect::<Vec<_>>().join(", "),
        Value::Object(map) => one_line(map).unwrap_or_else(|| visible(&value.to_string())),
        other => other.to_string(),
    }
}

fn line(depth: usize, text: &str, out: &mut String) {
    out.push_str(&"  ".repeat(depth));
    out.push_str(text);
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::lay_out;

    #[test]
    fn lists_are_cut_and_say_so() {
        let fact = json!({"kind": "value", "rules": [
            {"vendor": "sigma", "slug": "a", "id": "1", "title": "One"},
            {"vendor": "sigma", "slug": "b", "id": "2", "title": "Two"},
        ]});
        assert_eq!(
            lay_out(&fact, 1),
            "kind: value\nrules (2)\n  sigma/a  One\n  … and 1 more\n"
        );
    }

    #[test]
    fn predicates_show_how_they_were_folded() {
        let fact = json!({"predicates": [{
            "authored": {"field": "Image", "op": "ends_with", "values": ["\\x.exe"]},
            "folded": {"concept": "process.name", "op": "eq", "values": ["x.exe"]},
            "concept": "process.executable", "basis": "table", "class": "indicator", "scope": "required",
        }]});
        let expected = "predicates (1)\n  Image ends_with \\x.exe  →  process.name eq x.exe  (required indicator, table)\n";
        assert_eq!(lay_out(&fact, 9), expected);
    }

    #[test]
    fn columns_show_what_they_hold_of_the_event() {
        let fact = json!({"predicates": [
            {"field": "account", "alias_of": "user", "op": "eq", "values": ["x"]},
            {"field": "tail", "alias_of": "url", "part": true, "op": "eq", "values": ["y"]},
        ]});
        let expected = "predicates (2)\n  account (of user) eq x\n  tail (part of url) eq y\n";
        assert_eq!(lay_out(&fact, 9), expected);
    }
}
