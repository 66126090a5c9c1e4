//! What a rule's author asked not to be told.

use rule::Rule;

use super::KINDS;

/// Before the codes in a comment of any language.
const MARK: &str = "gen:ignore";

/// The codes of kinds that comments of a rule name after `gen:ignore`.
pub(super) fn codes(rule: &Rule) -> Vec<&'static str> {
    let named = named(rule);
    let codes = KINDS.iter().map(|kind| kind.code);
    codes.filter(|code| named.contains(code)).collect()
}

fn named(rule: &Rule) -> Vec<&str> {
    let text = match rule.span.text(&rule.text) {
        Some(text) if !rule.span.is_none() => text,
        _ => &rule.text,
    };
    if !text.contains(MARK) {
        return Vec::new();
    }
    let lines = text.lines().filter_map(|line| line.split_once(MARK));
    lines
        .flat_map(|(_, codes)| codes.split([',', ' ', '\t']))
        .map(|code| code.trim_matches(|c: char| !c.is_ascii_lowercase()))
        .filter(|code| !code.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use rule::Rule;

    use super::codes;

    #[test]
    fn comments_of_any_language_name_codes() {
        for text in [
            "title: x # gen:ignore dead-value, near-duplicate",
            "// gen:ignore dead-value near-duplicate\nrule x {",
            "\"\"\"gen:ignore dead-value,near-duplicate\"\"\"",
        ] {
            let rule = Rule {
                text: text.into(),
                ..Rule::default()
            };
            assert_eq!(codes(&rule), ["near-duplicate", "dead-value"], "{text}");
        }
    }
}
