//! Input nobody means well with.

use proptest::prelude::*;
use rule::{Level, Logic, Reason};

use super::decode;

/// Everything a decoder promises of any text: places lie in it, and the normal form can be made.
fn check(text: &str) {
    let decoded = decode(text);
    for step in &decoded.logic.steps {
        step.logic.for_each_leaf(&mut |leaf| {
            let span = match leaf {
                Logic::Pred(predicate) => predicate.span,
                Logic::Opaque(opaque) => opaque.span,
                _ => return,
            };
            assert!(span.text(text).is_some(), "{span:?} of {text:?}");
        });
    }
    for diagnostic in &decoded.diagnostics {
        assert!(diagnostic.span.text(text).is_some(), "{diagnostic:?} of {text:?}");
    }
    decoded.logic.leaves();
}

/// Openings that nest, and what closes them.
const NESTINGS: &[(&str, &str)] = &[
    ("(", ")"),
    ("a == (", ")"),
    ("a : (", ")"),
    ("f(", ")"),
    ("not (", ")"),
    ("-(", ")"),
    ("a + (", ")"),
    ("descendant of [process where ", "]"),
    ("_arraysearch(a, $b, ", ")"),
];

#[test]
fn deep_nesting_is_told_and_survived() {
    for (open, close) in NESTINGS {
        for n in [129, 10_000] {
            for text in [
                format!("process where {}x == 1{}", open.repeat(n), close.repeat(n)),
                format!("process where {}", open.repeat(n)),
            ] {
                let decoded = decode(&text);
                let told = decoded.diagnostics.iter().any(|d| d.level == Level::Error);
                assert!(told, "{open} {n}");
            }
        }
    }
    let deep = decode(&format!("any where {}", "(".repeat(1_000_000)));
    assert_eq!(
        deep.logic.opaques().first().map(|opaque| opaque.why),
        Some(Reason::TooDeep)
    );
}

#[test]
fn long_chains_are_no_nesting() {
    let n = 100_000;
    for link in [
        "a == 1 and ",
        "a == 1 or ",
        "not ",
        "- ",
        "1 + ",
        "b : (\"x\", \"y*\") and ",
    ] {
        let text = format!("process where {}a == 1", link.repeat(n));
        check(&text);
    }
    check(&format!("sequence {}", "[process where a == 1] ".repeat(10_000)));
    check(&format!("process where a : ({})", "\"x*y\", ".repeat(n)));
}

/// Pieces of EQL, so that random texts come close to it.
const PIECES: &[&str] = &[
    "process where ",
    "sequence ",
    "sample ",
    "join ",
    "by ",
    "with maxspan=5m ",
    "with runs=3 ",
    "until ",
    "[",
    "![",
    "]",
    "(",
    ")",
    "and ",
    "or ",
    "not ",
    "== ",
    "!= ",
    ": ",
    "like~ ",
    "in ",
    "regex ",
    "a.b ",
    "?c ",
    "`d` ",
    "$e ",
    "1 ",
    "-2.5 ",
    "\"x*\" ",
    "\"\"\"y\"\"\" ",
    "'z' ",
    "\"",
    "null ",
    "true ",
    ", ",
    "| head ",
    "| filter ",
    "length(",
    "substring(a, -9223372036854775808, 3)",
    "indexOf(a, b) ",
    "concat(",
    "arrayCount(a, b, ",
    "descendant of ",
    "+ ",
    "% ",
    "9223372036854775807 ",
    "/* ",
    "// ",
    "\n",
    "\\u{1}",
    "é",
];

proptest! {
    #[test]
    fn any_text_is_survived(text in ".{0,200}") {
        check(&text);
    }

    #[test]
    fn anything_like_eql_is_survived(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40)) {
        check(&pieces.concat());
    }
}
