//! SQL over event tables: Panther's scheduled queries and rules written for Snowflake
//! (<https://docs.snowflake.com/en/sql-reference/constructs>).
//!
//! `sqlparser` reads the text, in Snowflake's dialect and else in its generic one, behind a [`fence`]. Every
//! table a query reads is a step ([`select`]); columns are followed through aliases, common table expressions
//! and subqueries to the field they come from ([`scope`], [`operand`]); conditions become logic
//! ([`condition`]), those on aggregates thresholds, and time windows nothing.

mod call;
mod compare;
mod condition;
mod fence;
mod function;
mod lowering;
mod member;
mod operand;
mod pattern;
mod place;
mod predicate;
mod prepare;
mod query;
mod scalar;
mod scope;
mod select;
mod source;

use std::thread;

use rule::{Diagnostic, Reason, Span};

use crate::Decoded;

/// Stack of the thread a query is decoded on: trees nest as deep as the fence lets them.
const STACK: usize = 64 << 20;

/// Decodes a query.
pub fn decode(text: &str) -> Decoded {
    let decoded = thread::scope(|scope| {
        thread::Builder::new()
            .stack_size(STACK)
            .spawn_scoped(scope, || lowering::decode(text))
            .map(|worker| worker.join())
    });
    match decoded {
        Ok(Ok(decoded)) => decoded,
        _ => {
            let note = Diagnostic::error(Span::new(0, text.len()), "the query could not be read");
            Decoded::opaque(text, Reason::Unsupported, note)
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rule::Fidelity;

    use super::decode;

    #[test]
    fn deep_nesting_gives_a_diagnostic() {
        for n in [10_000, 100_000] {
            let texts = [
                format!("SELECT * FROM t WHERE {}1{}", "(".repeat(n), ")".repeat(n)),
                format!("SELECT * FROM t WHERE {}a", "NOT ".repeat(n)),
                format!("SELECT * FROM t WHERE a = {}1", "-".repeat(n)),
                format!("SELECT * FROM t WHERE a{}", " OR a".repeat(n)),
                format!("SELECT * FROM t WHERE a = 1{}", " + 1".repeat(n)),
                format!("SELECT * FROM t WHERE a{} = 1", ":b".repeat(n)),
                format!("SELECT * FROM t WHERE a{} = 1", "[0]".repeat(n)),
                format!("SELECT * FROM t WHERE a{} = 1", "::int".repeat(n)),
                format!("{}SELECT 1", "SELECT * FROM (".repeat(n)),
                format!("SELECT 1{}", " UNION SELECT 1".repeat(n)),
                format!("SELECT * FROM t WHERE {}", "CASE WHEN ".repeat(n)),
                format!("SELECT {}", "f(".repeat(n)),
            ];
            for text in texts {
                let decoded = decode(&text);
                assert_eq!(decoded.logic.fidelity(), Fidelity::Opaque, "{}", &text[..60]);
                assert!(!decoded.diagnostics.is_empty(), "{}", &text[..60]);
            }
        }
    }

    #[test]
    fn long_lists_are_no_depth() {
        let list: Vec<String> = (0..20_000).map(|n| format!("'{n}'")).collect();
        let text = format!("SELECT * FROM t WHERE a IN ({})", list.join(", "));
        assert_eq!(decode(&text).logic.fidelity(), Fidelity::Exact);
        let chain: Vec<String> = (0..1_000).map(|n| format!("a = '{n}'")).collect();
        let text = format!("SELECT * FROM t WHERE {}", chain.join(" OR "));
        assert_eq!(decode(&text).logic.fidelity(), Fidelity::Exact);
    }

    #[test]
    fn common_table_expressions_cannot_multiply() {
        let mut text = "WITH c0 AS (SELECT * FROM t WHERE a = 1)".to_owned();
        for n in 1..30 {
            let before = n - 1;
            text += &format!(", c{n} AS (SELECT * FROM c{before} x JOIN c{before} y ON x.k = y.k)");
        }
        text += " SELECT * FROM c29";
        assert!(decode(&text).logic.steps.len() < 1_000);
    }

    #[test]
    fn a_span_holds_the_words_of_its_predicate() {
        let text = "-- é\nSELECT * FROM t\nWHERE note LIKE '%é%' AND (b = 2)";
        let logic = decode(text).logic;
        let spans: Vec<&str> = logic
            .leaves()
            .iter()
            .filter_map(|leaf| leaf.predicate.span.text(text))
            .map(str::trim)
            .collect();
        assert_eq!(spans, ["note LIKE '%é%'", "b = 2"]);
    }

    proptest! {
        #[test]
        fn arbitrary_text_never_panics(text in "\\PC{0,200}") {
            decode(&text);
        }

        #[test]
        fn arbitrary_queries_never_panic(
            words in proptest::collection::vec(
                prop::sample::select(vec![
                    "SELECT", "*", "FROM", "t", "WHERE", "a", "=", "'x'", "AND", "OR", "NOT", "(", ")", "IN", ",", "LIKE",
                    "1", "IS", "NULL", "WITH", "AS", "JOIN", "ON", ":", "b", "count(*)", "HAVING", "GROUP", "BY", "CASE",
                    "WHEN", "THEN", "END", "UNION", "{{", "}}", "$x$", "p_occurs_since(", "::", "[0]",
                ]),
                0..40,
            )
        ) {
            decode(&words.join(" "));
        }
    }
}
