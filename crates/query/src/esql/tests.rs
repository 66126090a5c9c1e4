//! What holds for every text.

use proptest::prelude::*;
use rule::{Fidelity, Reason};

use super::decode;
use crate::promises::made_of;

fn reasons(text: &str) -> Vec<Reason> {
    let decoded = decode(text);
    decoded.logic.opaques().iter().map(|opaque| opaque.why).collect()
}

#[test]
fn deep_nesting_is_fenced() {
    let every = [
        "(", "not (", "f(", "[", "- ", "x == (", "x in (", "case(", "x like (", "kql(",
    ];
    for (depth, constructs) in [(10_000, every.as_slice()), (1_000_000, &["(", "f(", "["])] {
        for open in constructs {
            let text = format!("from a | where {} | where y == 1", open.repeat(depth));
            assert!(reasons(&text).contains(&Reason::TooDeep), "{open}");
        }
    }
}

#[test]
fn deep_commands_are_fenced() {
    for (depth, open) in [
        (10_000, "fork (where x == 1 | "),
        (10_000, "from a | fork ("),
        (1_000_000, "from ("),
    ] {
        assert!(!reasons(&open.repeat(depth)).is_empty(), "{open}");
    }
    for open in ["from a | completion x with {", "/*", "from a | keep ("] {
        let _ = decode(&open.repeat(10_000));
    }
}

#[test]
fn long_chains_are_not_deep() {
    for (part, count) in [("not ", 1_000_000), ("x == 1 or ", 100_000), ("x + ", 100_000)] {
        let text = format!("from a | where {} x == 1", part.repeat(count));
        assert!(!reasons(&text).contains(&Reason::TooDeep), "{part}");
    }
}

#[test]
fn a_command_after_a_deep_one_is_read() {
    let text = format!(
        "from a | where {} x == 1 {} | where y == 2",
        "(".repeat(500),
        ")".repeat(500)
    );
    assert_eq!(decode(&text).logic.fidelity(), Fidelity::Partial);
}

#[test]
fn columns_that_name_one_another_stay_small() {
    let doubling: String = (0..200)
        .map(|n| format!("| eval c{} = c{n} and c{n} ", n + 1))
        .collect();
    let text = format!("from a | eval c0 = x == 1 {doubling} | where c200");
    assert_eq!(decode(&text).logic.fidelity(), Fidelity::Approximate);
    let chain: String = (0..20_000)
        .map(|n| format!("| eval c{} = not c{n} ", n + 1))
        .collect();
    let text = format!("from a | eval c0 = x == 1 {chain} | where c20000");
    assert_eq!(decode(&text).logic.fidelity(), Fidelity::Approximate);
}

#[test]
fn branches_do_not_multiply() {
    let forks = "| fork (where x == 1) (where y == 2) ".repeat(20);
    let decoded = decode(&format!("from a {forks}"));
    assert_eq!(decoded.logic.steps.len(), 16);
    assert!(reasons(&format!("from a {forks}")).contains(&Reason::TooDeep));
}

#[test]
fn spans_of_an_inner_query_lie_in_the_whole() {
    let text = r#"from a | where kql("""user.name : "böb" and x : 1""") or kql("y : \"z\"")"#;
    let decoded = decode(text);
    decoded.logic.steps[0].logic.for_each_leaf(&mut |leaf| {
        let span = match leaf {
            rule::Logic::Pred(predicate) => predicate.span,
            rule::Logic::Opaque(opaque) => opaque.span,
            _ => return,
        };
        assert!(span.text(text).is_some(), "{span:?}");
    });
}

/// What queries are made of, and what breaks them.
const TOKENS: &[&str] = &[
    "from",
    "a",
    "|",
    "where",
    "eval",
    "stats",
    "inline",
    "by",
    "keep",
    "grok",
    "dissect",
    "fork",
    "rename",
    "as",
    "completion",
    "change_point",
    "row",
    "metadata",
    "x",
    "y.`z`",
    "==",
    "!=",
    "=",
    "<",
    ">=",
    ":",
    "::",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    ".",
    "and",
    "or",
    "not",
    "in",
    "like",
    "rlike",
    "is",
    "null",
    "true",
    "1",
    "5 minutes",
    "\"s*\"",
    "\"\"\"r\"\"\"",
    "\"",
    "`",
    "?p",
    "*",
    "-",
    "/",
    "//",
    "/*",
    "*/",
    "\n",
    "count(",
    "case(",
    "kql(",
    "qstr(",
    "to_lower(",
    "date_trunc(",
    "coalesce(",
    "mv_first(",
    "now()",
];

proptest! {
    #[test]
    fn no_text_panics(text in "\\PC*") {
        let _ = (decode(&text), decode(&format!("from a | where {text}")));
    }

    #[test]
    fn no_mix_of_tokens_panics(text in made_of(TOKENS, " ")) {
        let _ = (decode(&text), decode(&format!("from a | {text}")));
    }
}
