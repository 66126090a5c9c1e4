//! What every decoder promises of any text, for the tests of each.

use proptest::prelude::*;
use rule::{Level, Logic, Reason, Span};

use crate::Decoded;

/// A decoder that takes nothing but text.
type Decode = fn(&str) -> Decoded;

/// Places lie in the text, and the normal form can be made.
pub(crate) fn keep_to_the_text(decoded: &Decoded, text: &str) {
    for span in places(decoded) {
        assert!(
            span.is_none() || span.text(text).is_some(),
            "{span:?} of {text:?}"
        );
    }
    for diagnostic in &decoded.diagnostics {
        assert!(diagnostic.span.text(text).is_some(), "{diagnostic:?} of {text:?}");
    }
    decoded.logic.leaves();
}

/// The same of what a decoder makes of a text.
pub(crate) fn check(decode: Decode, text: &str) {
    keep_to_the_text(&decode(text), text);
}

/// Nesting past the fence is told, closed or not. Each query is `before`, openings, `inside`, what closes them.
pub(crate) fn tell_deep_nesting(decode: Decode, before: &str, nestings: &[(&str, &str)], inside: &str) {
    for (open, close) in nestings {
        for n in [129, 10_000] {
            for text in [
                format!("{before}{}{inside}{}", open.repeat(n), close.repeat(n)),
                format!("{before}{}", open.repeat(n)),
            ] {
                let decoded = decode(&text);
                let told = decoded.diagnostics.iter().any(|d| d.level == Level::Error);
                assert!(told, "{open} {n}");
            }
        }
    }
    let deep = decode(&format!("{before}{}", "(".repeat(1_000_000)));
    let first = deep.logic.opaques().first().map(|opaque| opaque.why);
    assert_eq!(first, Some(Reason::TooDeep));
}

/// The words that each predicate stands for, in order.
pub(crate) fn words(decode: Decode, text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    for step in &decode(text).logic.steps {
        step.logic.for_each_leaf(&mut |leaf| {
            if let Logic::Pred(predicate) = leaf {
                words.push(predicate.span.text(text).unwrap_or_default());
            }
        });
    }
    words
}

/// Texts made of pieces of a language, so that random ones come close to it.
pub(crate) fn made_of(
    pieces: &'static [&'static str],
    separator: &'static str,
) -> impl Strategy<Value = String> {
    let pieces = prop::collection::vec(prop::sample::select(pieces), 0..60);
    pieces.prop_map(move |pieces| pieces.join(separator))
}

fn places(decoded: &Decoded) -> Vec<Span> {
    let mut places = Vec::new();
    for step in &decoded.logic.steps {
        step.logic.for_each_leaf(&mut |leaf| match leaf {
            Logic::Pred(predicate) => places.push(predicate.span),
            Logic::Opaque(opaque) => places.push(opaque.span),
            _ => {}
        });
    }
    places
}
