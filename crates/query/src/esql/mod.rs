//! Elasticsearch piped query language (<https://www.elastic.co/docs/reference/query-languages/esql>).
//!
//! A query is a pipe, and a pipe is an "and": every `where` demands something of the events that `from` gives.
//! What it demands depends on the columns it names. Those that rename a field, or only change its case or
//! type, are the field; those that hold a condition are that condition; those that hold an aggregate make it a
//! threshold. An aggregate with a condition of its own looks for a further event, and that is a step.

mod ast;
mod columns;
mod commands;
mod comparisons;
mod conditions;
mod embedded;
mod expression;
mod functions;
mod lexer;
mod lower;
mod patterns;
mod settle;
#[cfg(test)]
mod tests;
mod tree;
mod values;

use crate::Decoded;

/// Decodes a query.
pub fn decode(text: &str) -> Decoded {
    let tokens = lexer::tokens(text);
    let commands = expression::Parser::new(text, &tokens).query();
    lower::lower(text, &commands)
}
