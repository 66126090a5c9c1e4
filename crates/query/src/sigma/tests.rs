//! What must hold for any input.

use std::fmt::Write as _;

use proptest::prelude::{ProptestConfig, any, proptest};
use rule::Reason;

use super::{decode, documents};
use crate::{Decoded, yaml};

fn decoded(text: &str) -> Vec<Decoded> {
    let nodes = yaml::parse(text).unwrap_or_default();
    documents(nodes).iter().map(decode).collect()
}

fn with_condition(condition: &str) -> String {
    format!("detection:\n  a: {{A: 1}}\n  b: [x, {{B: 2}}]\n  condition: {condition:?}\n")
}

#[test]
fn deep_nesting_is_told_and_survived() {
    for depth in [10_000, 1_000_000] {
        let parens = format!("{}a{}", "(".repeat(depth), ")".repeat(depth));
        let open = format!("a and {}", "(".repeat(depth));
        let nots = format!("{}a", "not (".repeat(depth));
        for condition in [parens, open, nots] {
            let found = decoded(&with_condition(&condition));
            let opaques = found[0].logic.opaques();
            assert_eq!(opaques.first().map(|opaque| opaque.why), Some(Reason::TooDeep));
            assert!(!found[0].diagnostics.is_empty());
        }
        let nots = format!("{}a", "not ".repeat(depth));
        assert!(decoded(&with_condition(&nots))[0].logic.opaques().is_empty());
    }
}

#[test]
fn a_condition_cannot_multiply_its_selections() {
    let mut text = String::from("detection:\n  a:\n    F:\n");
    for i in 0..10_000 {
        let _ = writeln!(text, "      - v{i}");
    }
    let refs = vec!["(a and 1 of *)"; 10_000].join(" or ");
    let _ = writeln!(text, "  condition: {refs}");
    let found = decoded(&text);
    let opaques = found[0].logic.opaques();
    assert_eq!(opaques.first().map(|opaque| opaque.why), Some(Reason::TooDeep));
}

#[test]
fn spans_lead_to_the_authored_words() {
    let text = "detection:\n  a:\n    F|contains:\n      - é\n      - x*y\n  condition: 'a and nowhere'\n";
    let found = decoded(text);
    let mut words = Vec::new();
    found[0].logic.steps[0].logic.for_each_leaf(&mut |leaf| {
        let span = match leaf {
            rule::Logic::Pred(predicate) => predicate.span,
            rule::Logic::Opaque(opaque) => opaque.span,
            _ => return,
        };
        words.push(span.text(text).unwrap_or_default());
    });
    assert_eq!(words, ["é", "x*y", "nowhere"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn arbitrary_conditions_never_panic(condition in "[ab_*1() |]{0,40}|(a|b|and|or|not|1 of|all of|them|[(]|[)]| |[|] count[(][)] > 5){0,30}") {
        decoded(&with_condition(&condition));
    }

    #[test]
    fn arbitrary_values_never_panic(key in "[a-z|%()?]{0,20}", value in any::<String>()) {
        decoded(&format!("detection:\n  a:\n    {key:?}: {value:?}\n  condition: a\n"));
    }

    #[test]
    fn arbitrary_text_never_panics(text in any::<String>()) {
        decoded(&text);
    }
}
