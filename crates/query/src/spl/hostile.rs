//! What no search may do: panic, overflow the stack, take more than linear time.

use proptest::prelude::*;

use super::{Macro, Macros, decode};
use crate::Decoded;
use crate::promises::{keep_to_the_text, made_of};

/// Constructs that nest: what stands before, what opens, what stands inside, what closes.
const NESTS: &[(&str, &str, &str, &str)] = &[
    ("", "(", "a=1", ")"),
    ("", "a=1 (b=2 OR ", "c", ")"),
    ("", "NOT ", "a=1", ""),
    ("", "NOT (", "a=1", ")"),
    ("", "[search ", "a=1", "]"),
    ("", "a=1 (b [search (", "c", ")])"),
    ("a=1", "| append [", "| makeresults", "]"),
    ("| where ", "(", "a=1", ")"),
    ("| where ", "NOT (", "a=1", ")"),
    ("| where ", "!", "a=1", ""),
    ("| eval x=", "if(a=1,", "2", ",3)"),
    ("| eval x=", "lower(", "y", ")"),
    ("| eval x=", "-", "1", ""),
    ("| eval x=", "x+(", "1", ")"),
    ("| where ", "x IN (", "1", ")"),
    ("| stats ", "count(eval(", "1", ")) as x"),
    ("", "`m(", "x", ")`"),
    ("", "TERM(", "x", ")"),
    ("", "x IN (", "x", ")"),
];

/// Constructs that repeat.
const REPEATS: &[&str] = &[
    "\"x",
    "```x",
    "'a ",
    "a=1 OR ",
    "| eval f=if(f=1 AND f=2,f,g) | where f=1 ",
    "| eval f=if(isnull(f),g,f+1) | where f>1 ",
    "| rename a* as aa*, * as b* ",
    "| stats count(x) as x, dc(x) by x | where x>1 OR x<3 ",
    "| where searchmatch(\"a=1\") ",
    "| lookup t a b c OUTPUT d e | where d=1 ",
    "| join a [search b=1] ",
    "| append [search b=1] | where c=1 ",
    "| map search=\"a=1 ",
    "| rex field=a \"(?<a>.) ",
    "| foreach * [eval x=1 ",
    "| foreach a b c d e [eval x=mvappend(x, '<<FIELD>>') | where x=1] ",
    "| eval c=1 | append [search b=1 | eval d=2] | stats values(c) as c by d | where c=1 ",
    "| join type=left a [search b=1 | eval s=1] | where isnull(s) ",
    "| join a [| inputlookup t | fields a b c] | where isnull(c) ",
];

fn nested(times: usize, (before, open, inside, close): (&str, &str, &str, &str)) -> String {
    [before, &open.repeat(times), inside, &close.repeat(times)].concat()
}

fn calm(text: &str) -> Decoded {
    let decoded = decode(text, &macros());
    decoded.logic.leaves();
    decoded
}

fn macros() -> Macros {
    let entry = |name: &str, arguments: &[&str], definition: &str| {
        let known = Macro {
            arguments: arguments.iter().map(|&argument| argument.to_owned()).collect(),
            definition: definition.to_owned(),
        };
        ((name.to_owned(), arguments.len()), known)
    };
    Macros::from([
        entry("m", &["a"], "($a$ OR $a$)"),
        entry("n", &[], "| search `m(`n`)` [ `n` ( \"open"),
        entry("o", &[], &"/* ".repeat(1_000)),
    ])
}

#[test]
fn deep_nesting_neither_overflows_nor_stalls() {
    for nest in NESTS {
        for times in [100, 10_000] {
            calm(&nested(times, *nest));
            calm(&nest.1.repeat(times));
        }
        if nest.1.len() <= 2 {
            calm(&nested(1_000_000, *nest));
        }
    }
}

#[test]
fn long_searches_do_not_stall() {
    for repeat in REPEATS {
        calm(&repeat.repeat(200_000 / repeat.len()));
    }
}

#[test]
fn nesting_past_the_fence_is_told() {
    for nest in [NESTS[0], NESTS[4], NESTS[7], NESTS[10]] {
        let decoded = calm(&(nested(1_000, nest) + " | where x=1"));
        assert!(!decoded.diagnostics.is_empty(), "{nest:?}");
        assert!(!decoded.logic.opaques().is_empty(), "{nest:?}");
    }
}

#[test]
fn long_lists_are_read() {
    let values: Vec<String> = (0..20_000).map(|n| format!("\"*\\\\tool{n}.exe\"")).collect();
    let decoded = calm(&format!("index=a Image IN ({})", values.join(", ")));
    let leaves = decoded.logic.leaves();
    assert_eq!(leaves[1].predicate.values.len(), 20_000);
}

#[test]
fn many_constants_do_not_stall() {
    let constants = |from: usize| {
        (from..from + 40)
            .map(|n| format!("| eval c{n}={n} "))
            .collect::<String>()
    };
    let appended: String = (0..400)
        .map(|n| format!("| append [search a={n} {}] ", constants(n * 40)))
        .collect();
    let filters: String = (0..2_000).map(|n| format!("| where c{n}={n} ")).collect();
    calm(&format!("a=1 {} {appended} {filters}", constants(20_000)));
}

#[test]
fn columns_of_columns_stay_small() {
    let mut text = String::from("index=a | eval c0=if(a=1, \"x\", \"y\")");
    for n in 1..2_000 {
        let before = n - 1;
        text += &format!(" | eval c{n}=if(c{before}=\"x\" AND c{before}!=\"y\", \"x\", c{before})");
    }
    text += " | where c1999=\"x\"";
    let mut leaves = 0;
    for step in &calm(&text).logic.steps {
        step.logic.for_each_leaf(&mut |_| leaves += 1);
    }
    assert!(leaves < 2_000, "{leaves}");
}

/// Words that searches are made of, so that arbitrary text gets past the first token.
const WORDS: &[&str] = &[
    "| ",
    "search ",
    "where ",
    "eval ",
    "stats ",
    "tstats ",
    "count ",
    "by ",
    "as ",
    "from ",
    "datamodel=",
    "a",
    "b.c",
    "=",
    "!=",
    "<",
    ">=",
    "(",
    ")",
    "[",
    "]",
    ",",
    "\"",
    "'",
    "`",
    "```",
    "\\",
    "*",
    "%",
    " ",
    "\n",
    "IN ",
    "OR ",
    "AND ",
    "NOT ",
    "TERM(",
    "if(",
    "case(",
    "match(",
    "coalesce(",
    "1",
    "-",
    ".",
    "+",
    "lookup ",
    "OUTPUT ",
    "rename ",
    "rex ",
    "field=",
    "(?<x>",
    "join ",
    "append ",
    "regex ",
    "bin ",
    "span=5m ",
    "`m(",
    "`n`",
    "$a$",
    "é",
    "\u{0}",
    "map search=",
    "spath ",
    "inputlookup ",
    "convert ctime(",
    "drop_dm_object_name(a)`",
    "foreach ",
    "mvfilter(",
    "searchmatch(\"",
    "sort -",
    "/*",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn arbitrary_text_is_read(text in ".{0,200}") {
        calm(&text);
    }

    #[test]
    fn arbitrary_searches_are_read(text in made_of(WORDS, "")) {
        keep_to_the_text(&calm(&text), &text);
    }
}
