//! Lucene query strings
//! (<https://www.elastic.co/docs/reference/query-languages/query-dsl/query-dsl-query-string-query#query-string-syntax>).
//!
//! Terms side by side are alternatives. `+` asks for a clause and `-` rules one out; beside a `+` the clauses
//! without a sign only rank what is found, and are left out. `AND` is read as binding tighter than `OR`, as
//! authors mean it; Lucene's own parser has no precedence, so where it would read otherwise there is a warning.
//! The same goes for `and`, `or` and `not` in lower case, which are mere terms to Lucene. Fuzziness, slop and
//! boosts are passed over. Values mean what they mean in KQL ([`crate::elastic`]); regular expressions always
//! mind case.

mod ast;
#[cfg(test)]
mod hostile;
mod lexer;
mod lower;
mod parser;
mod range;

use crate::Decoded;

/// Decodes a query.
pub fn decode(text: &str) -> Decoded {
    let (query, diagnostics) = parser::parse(text);
    lower::lower(text, query, diagnostics)
}
