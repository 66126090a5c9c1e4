//! Kibana Query Language, "kuery" (<https://www.elastic.co/docs/reference/query-languages/kql>).
//!
//! `not` binds tighter than `and`, `and` than `or`. `*` is the only wildcard, and only outside of quotes; `?` is
//! a question mark. Three forms of a backslash path (`"C:\x"`, `"C:\\x"`, `C\:\\x`) are one value. `field:(…)`
//! is a tree of values, `field:{ … }` a condition on one element of a list, whose fields get the prefix.
//! Ranges on `@timestamp` are time windows and no conditions.
//!
//! Case: values are compared on `keyword` fields, where Elasticsearch minds case, so predicates do; on analysed
//! text and `.caseless` fields they do not ([`crate::elastic`]). Bare words search all fields, text included,
//! and do not mind it either.

mod ast;
#[cfg(test)]
mod hostile;
mod lexer;
mod lower;
mod parser;

use crate::Decoded;

/// Decodes a query.
pub fn decode(text: &str) -> Decoded {
    let (query, diagnostics) = parser::parse(text);
    lower::lower(text, query, diagnostics)
}
