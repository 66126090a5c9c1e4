//! Input nobody means well with.

use proptest::prelude::*;

use super::decode;
use crate::promises::{check, made_of, tell_deep_nesting};

/// Openings that nest, and what closes them.
const NESTINGS: &[(&str, &str)] = &[("(", ")"), ("a:(", ")"), ("a:{", "}"), ("not (", ")")];

#[test]
fn deep_nesting_is_told_and_survived() {
    tell_deep_nesting(decode, "", NESTINGS, "a:1");
}

#[test]
fn long_chains_are_no_nesting() {
    for link in ["a:1 and ", "a:1 or ", "not ", "word ", "a:* and "] {
        check(decode, &format!("{}a:1", link.repeat(100_000)));
    }
}

/// Pieces of the language, so that random texts come close to it.
const PIECES: &[&str] = &[
    "a",
    ":",
    "b*",
    "*",
    "(",
    ")",
    "{",
    "}",
    "<",
    ">=",
    "and ",
    " or ",
    "not ",
    "\"x y\"",
    "\"",
    "\\",
    "\\u0041",
    "\\u00",
    "10.0.0.0/8",
    "@timestamp",
    " ",
    "\n",
    "é",
    "message",
];

proptest! {
    #[test]
    fn any_text_is_survived(text in ".{0,200}") {
        check(decode, &text);
    }

    #[test]
    fn anything_like_a_query_is_survived(text in made_of(PIECES, "")) {
        check(decode, &text);
    }
}
