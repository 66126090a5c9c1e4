//! The columns that a grok or dissect pattern makes.

use crate::Cursor;

/// Names in `%{SYNTAX:name:type}`, `%{name}` and `(?<name>…)`, in order.
///
/// Grok names nothing with `%{SYNTAX}`; taking its upper-case word for a column is harmless, for no field is
/// called so. Dissect marks names: `+` appends, `?` skips, `*` and `&` pair, `->` pads.
pub(super) fn columns(pattern: &str) -> Vec<String> {
    let mut cursor = Cursor::new(pattern);
    let mut columns = Vec::new();
    while !cursor.is_done() {
        let name = if cursor.eat("%{") {
            let inside = cursor.take_until("}");
            inside.split(':').nth(1).unwrap_or(inside)
        } else if cursor.eat("(?<") {
            match cursor.peek() {
                Some('=' | '!') => continue,
                _ => cursor.take_until(">"),
            }
        } else {
            cursor.bump();
            continue;
        };
        let name = name
            .trim_end_matches("->")
            .trim_start_matches(['+', '?', '*', '&', '[']);
        if !name.is_empty() {
            columns.push(name.trim_end_matches(']').to_owned());
        }
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::columns;

    #[test]
    fn names_are_found_in_both_kinds_of_pattern() {
        assert_eq!(
            columns("%{IP:source.ip} %{WORD} (?<user>[a-z]+) (?<!x)y %{NUMBER:n:int}"),
            ["source.ip", "WORD", "user", "n"]
        );
        assert_eq!(
            columns("%{a} %{+a} %{?skip}=%{b->} %{} %{c"),
            ["a", "a", "skip", "b", "c"]
        );
    }
}
