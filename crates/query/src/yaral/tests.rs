//! What holds for every text, and where the rules of a file stand.

use proptest::prelude::*;
use rule::{Fidelity, Reason};

use super::{decode, rules};
use crate::promises::made_of;

fn with_events(events: &str) -> String {
    format!("rule r {{ events: {events} condition: $e }}")
}

#[test]
fn a_file_gives_its_rules_with_their_meta() {
    let file = r#"
// rule commented { meta: a = "no" }
rule first {
  meta:
    author = "Ann \"A.\" Other"
    severity = High
    priority = 3
    tag = "one"
    tag = "two"
  events:
    $e.a = "} rule no {"
  condition:
    $e
}
private rule second { events: $f.b = /a{2}}/ condition: $f }
"#;
    let found = rules(file);
    let names: Vec<&str> = found.iter().map(|rule| rule.name.as_str()).collect();
    assert_eq!(names, ["first", "second"]);
    let meta: Vec<(&str, &str)> = found[0]
        .meta
        .iter()
        .map(|(key, value)| (key.as_str(), value.as_str()))
        .collect();
    let expected = [
        ("author", r#"Ann "A." Other"#),
        ("severity", "High"),
        ("priority", "3"),
        ("tag", "one"),
        ("tag", "two"),
    ];
    assert_eq!(meta, expected);
    let first = found[0].span.text(file).expect("a span lies in its text");
    assert!(
        first.starts_with("rule first {") && first.ends_with("$e\n}"),
        "{first}"
    );
    assert_eq!(
        found[1].span.text(file),
        Some("rule second { events: $f.b = /a{2}}/ condition: $f }")
    );
    assert!(found[1].meta.is_empty());
}

#[test]
fn a_rule_that_is_not_closed_ends_before_the_next() {
    let file = "rule a {\n events:\n $e.x = \"1\"\nrule b { events: $e.y = \"2\" }\nrule c {";
    let texts: Vec<&str> = rules(file)
        .iter()
        .filter_map(|rule| rule.span.text(file))
        .collect();
    let expected = [
        "rule a {\n events:\n $e.x = \"1\"",
        "rule b { events: $e.y = \"2\" }",
        "rule c {",
    ];
    assert_eq!(texts, expected);
    assert!(rules("no rules here").is_empty());
    assert!(rules("").is_empty());
}

#[test]
fn deep_nesting_is_fenced() {
    let every = ["(", "not (", "f(", "[", "-", "$e.a = (", "$e.a in ("];
    for (depth, constructs) in [(10_000, every.as_slice()), (1_000_000, &["(", "f(", "["])] {
        for open in constructs {
            let decoded = decode(&with_events(&open.repeat(depth)));
            let opaques = decoded.logic.opaques();
            let reasons: Vec<Reason> = opaques.iter().map(|opaque| opaque.why).collect();
            assert_eq!(reasons, [Reason::TooDeep], "{open}");
        }
    }
    assert_eq!(rules(&format!("rule r {}", "{".repeat(1_000_000))).len(), 1);
}

#[test]
fn long_chains_are_not_deep() {
    for (part, count) in [("not ", 1_000_000), ("$e.a = \"1\" or ", 100_000)] {
        let text = with_events(&format!("{} $e.a = \"1\"", part.repeat(count)));
        assert_eq!(decode(&text).logic.fidelity(), Fidelity::Exact, "{part}");
    }
}

#[test]
fn a_shallow_statement_after_a_deep_one_is_read() {
    let deep = format!(
        "{} $e.a = \"1\" {}\n$e.b = \"2\"",
        "(".repeat(500),
        ")".repeat(500)
    );
    let decoded = decode(&with_events(&deep));
    assert_eq!(decoded.logic.fidelity(), Fidelity::Partial);
}

/// What rules are made of, and what breaks them.
const TOKENS: &[&str] = &[
    "rule",
    "r",
    "{",
    "}",
    "meta:",
    "events:",
    "match:",
    "outcome:",
    "condition:",
    "over",
    "5m",
    "$e",
    "$e.a",
    "$e.b[\"c\"]",
    "$p",
    "#e",
    "#p",
    "!",
    "=",
    "!=",
    "<",
    ">=",
    "(",
    ")",
    "[",
    "]",
    ",",
    "and",
    "or",
    "not",
    "in",
    "regex",
    "cidr",
    "nocase",
    "any",
    "all",
    "of",
    "%l",
    "%t.c",
    "\"x\"",
    "`y`",
    "/z/",
    "/",
    "-",
    "+",
    "7",
    "true",
    "re.regex(",
    "strings.to_lower(",
    "timestamp.now(",
    "\n",
    "//",
    "/*",
    "*/",
    "\"",
    "max(",
];

proptest! {
    #[test]
    fn no_text_panics(text in "\\PC*") {
        let _ = (rules(&text), decode(&text), decode(&with_events(&text)));
    }

    #[test]
    fn no_mix_of_tokens_panics(text in made_of(TOKENS, " ")) {
        let _ = (rules(&text), decode(&text), decode(&with_events(&text)));
    }
}
