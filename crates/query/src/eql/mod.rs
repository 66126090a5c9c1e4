//! Elastic Event Query Language (<https://www.elastic.co/docs/reference/query-languages/eql>).
//!
//! Case: `==`, `!=`, `in`, `like`, `regex` and functions mind it, `:` and whatever is written with `~` does
//! not; numbers and booleans have none. Wildcards: only `:`, `like` and `wildcard()` know `*` and `?`, which
//! nothing can escape; under `==` and `in` a star is a star.
//!
//! A step's source is its event category. `![ … ]` and `until [ … ]` are absent steps, `with runs=N` is a
//! threshold, `?field` is the field. Understood of the endpoint's dialect and of older EQL: array searches,
//! aliases, `join`, `filter`; conditions on relatives (`descendant of [ … ]`) stay opaque.

mod ast;
mod condition;
mod expression;
mod function;
#[cfg(test)]
mod hostile;
mod lexer;
mod lower;
mod matching;
mod operand;
mod parser;
mod part;
mod string;
mod value;

use crate::Decoded;

/// Decodes a query.
pub fn decode(text: &str) -> Decoded {
    let (query, diagnostics) = parser::parse(text);
    lower::lower(text, &query, diagnostics)
}
