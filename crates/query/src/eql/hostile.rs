//! Input nobody means well with.

use proptest::prelude::*;

use super::decode;
use crate::promises::{check, made_of, tell_deep_nesting};

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
    tell_deep_nesting(decode, "process where ", NESTINGS, "x == 1");
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
        check(decode, &text);
    }
    check(
        decode,
        &format!("sequence {}", "[process where a == 1] ".repeat(10_000)),
    );
    check(decode, &format!("process where a : ({})", "\"x*y\", ".repeat(n)));
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
        check(decode, &text);
    }

    #[test]
    fn anything_like_eql_is_survived(text in made_of(PIECES, "")) {
        check(decode, &text);
    }
}
