use std::time::{Duration, Instant};

use proptest::prelude::*;
use rule::{Fidelity, Logic};

use super::{Kind, Library, decode};
use crate::show;

fn library(modules: &[(&str, &str)]) -> Library {
    Library {
        modules: modules
            .iter()
            .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
            .collect(),
    }
}

fn rule(text: &str) -> super::Decoded {
    decode(text, Kind::Rule, &Library::default())
}

#[test]
fn imported_helpers_are_read_in_the_place_of_their_call() {
    let library = library(&[
        (
            "acme_helpers",
            "from acme_names import BOTS\nimport acme_base as base\n\ndef is_bot(event, field='user'):\n    return base.clean(event.get(field)) in BOTS\n",
        ),
        ("acme_base", "def clean(text):\n    return text.strip().lower()\n"),
        ("acme_names", "BOTS = ('bot-a', 'bot-b')\n"),
    ]);
    let text = "from acme_helpers import is_bot as robot\n\ndef rule(event):\n    return event.get('a') == 1 and not robot(event)\n";
    let logic = decode(text, Kind::Rule, &library).logic;
    let leaves = logic.leaves();
    assert_eq!(logic.fidelity(), Fidelity::Exact);
    assert_eq!(leaves[1].predicate.field, "user");
    assert_eq!(leaves[1].predicate.values, ["bot-a", "bot-b"]);
    assert_eq!(leaves[1].predicate.via.as_deref(), Some("BOTS"));
    assert_eq!(leaves[1].predicate.span.text(text), Some("robot(event)"));
    assert!(leaves[1].negated && !leaves[1].predicate.case_sensitive);
}

#[test]
fn a_policy_finds_what_does_not_comply() {
    let text = "def policy(resource):\n    return resource['Encrypted'] is True or resource.get('Tag') == 'public'\n";
    let logic = decode(text, Kind::Policy, &Library::default()).logic;
    let expected = "fidelity exact\nstep 1\n  all\n    not Encrypted eq/cased \"true\"\n    not Tag eq/cased \"public\"\n";
    assert_eq!(show(&logic), expected);
}

#[test]
fn imports_in_circles_end() {
    let library = library(&[
        ("a", "from b import x\ny = x\n"),
        ("b", "from a import y\nx = y\n"),
    ]);
    let text = "from a import y\n\ndef f(n):\n    return f(n)\n\ndef rule(event):\n    return event.get('k') == y or f(event)\n";
    decode(text, Kind::Rule, &library);
}

#[test]
fn a_span_holds_the_words_of_its_predicate() {
    let text = "# é\ndef rule(event):\n    if event.get('é') != 'ü':\n        return False\n    return 'x' in event.get('b')\n";
    let spans: Vec<String> = rule(text)
        .logic
        .leaves()
        .iter()
        .filter_map(|leaf| leaf.predicate.span.text(text).map(str::to_owned))
        .collect();
    assert_eq!(spans, ["event.get('é') != 'ü'", "'x' in event.get('b')"]);
}

#[test]
fn deep_nesting_gives_a_diagnostic() {
    for n in [10_000, 60_000] {
        let bodies = [
            format!("{}1{}", "(".repeat(n), ")".repeat(n)),
            format!("{}1{}", "[".repeat(n), "]".repeat(n)),
            format!("{}event", "not ".repeat(n)),
            format!("{}1", "-".repeat(n)),
            format!("{}1", "lambda: ".repeat(n)),
            format!("event{}", ".a".repeat(n)),
            format!("event{}", "()".repeat(n)),
            format!("1{}", " + 1".repeat(n)),
            format!("{}1", "1 if 2 else ".repeat(n)),
            format!("1{}", " ** 1".repeat(n)),
        ];
        for body in bodies {
            let text = format!("def rule(event):\n    return {body}\n");
            let decoded = rule(&text);
            assert_eq!(decoded.logic.fidelity(), Fidelity::Opaque, "{}", &text[..40]);
            assert!(!decoded.diagnostics.is_empty());
        }
    }
}

#[test]
fn the_deepest_text_that_is_read_fits_the_stack() {
    for n in [400, 900, 1_900] {
        let bodies = [
            format!("{}event{}", "(".repeat(n), ")".repeat(n)),
            format!("{}event", "not ".repeat(n)),
            format!("{}event", "lambda: ".repeat(n / 2)),
            format!("event{}", ".a".repeat(n / 2)),
            format!("1{}", " + 1".repeat(n)),
            format!("{}1", "1 if event else ".repeat(n / 3)),
        ];
        for body in bodies {
            rule(&format!("def rule(event):\n    return {body}\n"));
        }
    }
    let blocks: String = (1..300)
        .map(|depth| format!("{}if event.get('{depth}'):\n", " ".repeat(depth)))
        .collect();
    rule(&format!(
        "def rule(event):\n{blocks}{}return True\n",
        " ".repeat(300)
    ));
}

#[test]
fn paths_that_multiply_are_given_up() {
    let mut choices = "def rule(event):\n    x = event.get('x')\n    y = x\n".to_owned();
    for n in 0..60 {
        choices += &format!(
            "    x = x.lower() if event.get('c{n}') else [x, y]\n    y = x if event.get('d{n}') else (x, y)\n"
        );
    }
    choices += "    return x == y\n";
    let mut branches = "def rule(event):\n    n = 'a'\n".to_owned();
    for n in 0..200 {
        branches += &format!(
            "    if event.get('a{n}') == event.get('b{n}'):\n        n = event.get(n)\n        if n:\n            return event.get('z')\n"
        );
    }
    branches += "    return n == 'b'\n";
    let loops = "A = list('abcdefghij')\nB = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']\n\ndef rule(event):\n    for a in B:\n        for b in B:\n            for c in B:\n                for d in B:\n                    if event.get(a) == b and event.get(c) == d:\n                        return True\n    return False\n".to_owned();
    let recursive = "def f(e, n):\n    return f(e, n) or g(e, n)\n\ndef g(e, n):\n    return f(e, n) and f(e, n)\n\ndef rule(event):\n    return f(event, 1)\n".to_owned();
    for text in [choices, branches, loops, recursive] {
        let start = Instant::now();
        rule(&text);
        assert!(start.elapsed() < Duration::from_secs(20), "{text:.60}");
    }
}

#[test]
fn nothing_is_dropped_when_a_rule_is_given_up() {
    let conditions: Vec<String> = (0..3_000)
        .map(|n| format!("event.get('f{n}') == '{n}'"))
        .collect();
    let text = format!("def rule(event):\n    return {}\n", conditions.join(" or "));
    let decoded = rule(&text);
    let opaques = decoded.logic.opaques();
    assert!(
        opaques.iter().any(|opaque| opaque.text.contains("f2999")),
        "{:?}",
        decoded.diagnostics
    );
}

#[test]
fn a_long_list_of_constants_is_one_predicate() {
    let items: Vec<String> = (0..5_000).map(|n| format!("'{n:x}'")).collect();
    let text = format!(
        "BAD = [{}]\n\ndef rule(event):\n    return event.get('h') in BAD\n",
        items.join(", ")
    );
    match &rule(&text).logic.steps[0].logic {
        Logic::Pred(predicate) => assert_eq!(predicate.values.len(), 5_000),
        other => panic!("{other:?}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn arbitrary_text_never_panics(text in "\\PC{0,200}") {
        rule(&text);
    }

    #[test]
    fn arbitrary_expressions_never_panic(
        words in proptest::collection::vec(
            prop::sample::select(vec![
                "event", ".get('a')", ".split('/')", "[0]", "[-1]", "[:2]", " == ", " in ", " not in ", "'x'", "None",
                "('a', 'b')", "[1, 'c']", "{'k': 1}", " and ", " or ", "not ", "(", ")", "len(", "any(", "x for x in ",
                "set(", " & ", " + ", " if ", " else ", "True", "1", ".lower()", ".items()", "lambda x: ", "f'{event}'",
                ".startswith(", "re.search('a', ", "dict(", "{", "}", " is ", " > ", "str(",
            ]),
            0..14,
        )
    ) {
        rule(&format!("import re\n\ndef rule(event):\n    y = {}\n    return y\n", words.concat()));
    }
}
