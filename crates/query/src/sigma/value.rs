//! Strings: wildcards, escapes and placeholders
//! (<https://sigmahq.io/sigma-specification/specification/sigma-rules-specification.html>, "Escaping").

use crate::yaml::{Node, Value};
use crate::{Pattern, canonical_number};

/// The text of a scalar; unquoted numbers and booleans in their canonical spelling.
pub(super) fn literal(node: &Node) -> Option<String> {
    match &node.value {
        Value::Scalar { text, plain: true } => {
            let is_boolean = ["true", "false"]
                .iter()
                .any(|word| text.eq_ignore_ascii_case(word));
            Some(if is_boolean {
                text.to_ascii_lowercase()
            } else {
                canonical_number(text)
            })
        }
        Value::Scalar { text, .. } => Some(text.clone()),
        _ => None,
    }
}

/// Reads `*` and `?` as wildcards. A backslash takes a following `*`, `?` or `\` literally and otherwise
/// stands for itself.
pub(super) fn pattern(text: &str) -> Pattern {
    let mut pattern = Pattern::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => pattern.push(chars.next_if(|c| matches!(c, '*' | '?' | '\\')).unwrap_or('\\')),
            '*' => pattern.push_any_run(),
            '?' => pattern.push_any_one(),
            c => pattern.push(c),
        }
    }
    pattern
}

/// The names of the `%placeholders%` in a text, and whether it is nothing but one of them. Names are words;
/// authors also write them with hyphens and dots.
pub(super) fn placeholders(text: &str) -> (Vec<&str>, bool) {
    let mut names = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find('%') {
        let inside = &rest[start + 1..];
        let len = inside
            .find(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '-' | '.'))
            .unwrap_or(inside.len());
        rest = &inside[len..];
        if len > 0 && rest.starts_with('%') {
            names.push(&inside[..len]);
            rest = &rest[1..];
        }
    }
    let is_whole = names.len() == 1 && names[0].len() + 2 == text.len();
    (names, is_whole)
}

#[cfg(test)]
mod tests {
    use rule::Operator;

    use super::{pattern, placeholders};

    #[test]
    fn backslashes_escape_wildcards_and_themselves() {
        let cases = [
            (r"a\b", Operator::Eq, r"a\b"),
            (r"a\*b", Operator::Eq, "a*b"),
            (r"a\?", Operator::Eq, "a?"),
            (r"a\\*", Operator::StartsWith, r"a\"),
            (r"a\\\*", Operator::Eq, r"a\*"),
            (r"\\\\srv\\c$", Operator::Eq, r"\\srv\c$"),
            (r"a\", Operator::Eq, r"a\"),
            (r"*\x.exe", Operator::EndsWith, r"\x.exe"),
            (r"a?\\*c", Operator::Wildcard, r"a?\\*c"),
        ];
        for (text, op, value) in cases {
            assert_eq!(pattern(text).fold(), (op, Some(value.to_owned())), "{text}");
        }
    }

    #[test]
    fn placeholders_are_words_between_percent_signs() {
        assert_eq!(placeholders("%admins%"), (vec!["admins"], true));
        assert_eq!(placeholders("%jump-hosts%"), (vec!["jump-hosts"], true));
        assert_eq!(placeholders("c:/%a%/%b_1%"), (vec!["a", "b_1"], false));
        assert_eq!(placeholders("50% of %"), (vec![], false));
        assert_eq!(placeholders(r"C:\%admins%"), (vec!["admins"], false));
    }
}
