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
const NESTINGS: &[(&str, &str)] = &[("(", ")"), ("a:(", ")"), ("+(", ")"), ("NOT (", ")")];

#[test]
fn deep_nesting_is_told_and_survived() {
    for (open, close) in NESTINGS {
        for n in [129, 10_000] {
            for text in [
                format!("{}a:1{}", open.repeat(n), close.repeat(n)),
                open.repeat(n),
            ] {
                let decoded = decode(&text);
                let told = decoded.diagnostics.iter().any(|d| d.level == Level::Error);
                assert!(told, "{open} {n}");
            }
        }
    }
    let deep = decode(&"(".repeat(1_000_000));
    assert_eq!(
        deep.logic.opaques().first().map(|opaque| opaque.why),
        Some(Reason::TooDeep)
    );
}

#[test]
fn long_chains_are_no_nesting() {
    for link in ["a:1 AND ", "a:1 OR ", "NOT ", "-", "word ", "a:* ", "/x ", "^"] {
        check(&format!("{}a:1", link.repeat(100_000)));
    }
}

/// Pieces of the language, so that random texts come close to it.
const PIECES: &[&str] = &[
    "a", ":", "b*", "?", "(", ")", "[1 TO 5]", "[", "{", "}", "<", ">=1", " AND ", " OR ", "not ", "\"x y\"",
    "\"", "\\", "\\u0041", "/", "/x/", "+", "-", "!", "&&", "||", "~2", "^", " ", "\n", "é", "_exists_",
    "message",
];

proptest! {
    #[test]
    fn any_text_is_survived(text in ".{0,200}") {
        check(&text);
    }

    #[test]
    fn anything_like_a_query_is_survived(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40)) {
        check(&pieces.concat());
    }
}
