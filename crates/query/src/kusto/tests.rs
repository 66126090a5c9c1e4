//! What the decoder promises about any text at all: it comes back, in time, and drops nothing.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use rule::{Level, Logic, Operator};

use super::decode;

/// Every bracketing construct, as what opens it, what stands inside and what closes it.
const NESTED: &[(&str, &str, &str)] = &[
    ("T | where (", "A == 1", ")"),
    ("T | where not(", "A == 1", ")"),
    ("T | where iff(A == 1, ", "B == 2", ", C)"),
    ("T | where A in (", "1", ")"),
    ("T | where A[", "0", "]"),
    ("T | where A between (", "1 .. 2", ")"),
    ("T | where dynamic([", "1", "])"),
    ("let f = () { ", "T", " };"),
    ("union (", "T", ")"),
    ("T | join (", "U", ") on A"),
    ("T | mv-apply A on (", "where B == 1", ")"),
    ("T | fork (", "where B == 1", ")"),
    ("T | where A == - ", "1", ""),
    ("{", "T", "}"),
    ("T | where A.B", " == 1", ""),
];

#[test]
fn deep_nesting_is_told_and_not_followed() {
    for (open, inside, close) in NESTED {
        for depth in [10_000, 1_000_000 / open.len()] {
            let head = open.split("| where ").last().unwrap_or(open);
            let text = format!("{open}{}{inside}{}", head.repeat(depth), close.repeat(depth + 1));
            let start = Instant::now();
            let decoded = decode(&text);
            assert!(
                start.elapsed() < Duration::from_secs(20),
                "{open} took {:?}",
                start.elapsed()
            );
            assert!(!decoded.logic.steps.is_empty());
        }
    }
}

#[test]
fn parentheses_nested_too_deeply_are_an_opaque_clause() {
    let text = format!(
        "T | where A == 1 and {}B == 2{}",
        "(".repeat(10_000),
        ")".repeat(10_000)
    );
    let decoded = decode(&text);
    assert_eq!(decoded.logic.fidelity(), rule::Fidelity::Partial);
    assert!(decoded.diagnostics.iter().any(|it| it.level == Level::Error));
}

#[test]
fn long_chains_cost_no_stack() {
    let chains = [
        format!("T | where A == 1{}", " or B == 2".repeat(50_000)),
        format!("T | where A == 1{}", " + 1".repeat(50_000)),
        format!("T | where A{} == 1", ".b".repeat(50_000)),
        format!("T{}", " | where A == 1".repeat(20_000)),
        format!("T{}", " | extend A = iff(A == 1, 2, 3)".repeat(5_000)),
        format!("T{}| where A", " | extend A = not(A or B == 1)".repeat(5_000)),
        format!("union A{}", ", B".repeat(50_000)),
        format!("union (A | where X == 1){}", ", (B | where X == 1)".repeat(5_000)),
    ];
    for text in chains {
        assert!(!decode(&text).logic.steps.is_empty());
    }
}

#[test]
fn names_that_multiply_are_bounded() {
    let lets: String = (1..40)
        .map(|n| format!("let t{n} = union t{0}, t{0};\n", n - 1))
        .collect();
    let joins: String = (1..40)
        .map(|n| format!("let t{n} = t{0} | join t{0} on Id;\n", n - 1))
        .collect();
    let calls: String = (1..40)
        .map(|n| format!("let f{n} = () {{ union f{0}, f{0} }};\n", n - 1))
        .collect();
    let lists: String = (1..40)
        .map(|n| format!("let l{n} = array_concat(l{0}, l{0});\n", n - 1))
        .collect();
    let texts: String = (1..60)
        .map(|n| format!("let s{n} = strcat(s{0}, s{0});\n", n - 1))
        .collect();
    let texts = [
        format!("let s0 = 'ab';\n{texts}T | where A == s59"),
        format!("let t0 = T | where A == 1;\n{lets}t39 | where B == 2"),
        format!("let t0 = T | where A == 1;\n{joins}t39 | where B == 2"),
        format!("let f0 = () {{ T | where A == 1 }};\n{calls}f39() | where B == 2"),
        format!("let l0 = dynamic([\"a\"]);\n{lists}T | where A in (l39)"),
    ];
    for text in texts {
        let start = Instant::now();
        assert!(!decode(&text).logic.steps.is_empty());
        assert!(
            start.elapsed() < Duration::from_secs(10),
            "{:?}: {text}",
            start.elapsed()
        );
    }
}

#[test]
fn spans_hold_the_words_of_the_condition() {
    let text = "T | where A == 1 and Name has_any ('x', 'y') | where not(isempty(B))";
    let mut found = Vec::new();
    for step in decode(text).logic.steps {
        step.logic.for_each_leaf(&mut |leaf| {
            if let Logic::Pred(predicate) = leaf {
                found.push(predicate.span.text(text).unwrap_or_default().to_owned());
            }
        });
    }
    assert_eq!(found, ["A == 1", "Name has_any ('x', 'y')", "isempty(B)"]);
}

#[test]
fn a_negated_test_of_presence_is_no_opposite_operator() {
    let decoded = decode("T | where isempty(A)");
    let leaves = decoded.logic.leaves();
    assert!(
        leaves
            .iter()
            .all(|leaf| leaf.negated && leaf.predicate.op == Operator::Exists)
    );
}

proptest! {
    #[test]
    fn arbitrary_text_never_panics(text in ".{0,300}") {
        decode(&text);
    }

    #[test]
    fn words_in_any_order_never_panic(words in proptest::collection::vec(word(), 0..60)) {
        let text = words.join(" ");
        let decoded = decode(&text);
        prop_assert!(!decoded.logic.steps.is_empty());
    }
}

/// Words that the grammar knows.
const WORDS: &str = "T | where extend summarize by join kind=leftanti on union let = ; ( ) [ ] { } , . .. == != has_any in \
    between and or not 'a' \"b\\ @'c' 1 1d - * dynamic datatable externaldata iff case count() mv-apply parse with \
    project x y:string toscalar materialize view search find print range fork partition evaluate invoke \
    make-series lookup";

fn word() -> impl Strategy<Value = String> {
    proptest::sample::select(WORDS.split_whitespace().collect::<Vec<_>>()).prop_map(str::to_owned)
}
