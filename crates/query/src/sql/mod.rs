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
mod operand;
mod place;
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
