//! Kusto Query Language (<https://learn.microsoft.com/kusto/query/>), as Microsoft Sentinel and Defender use
//! it.

mod ast;
mod lexer;
mod lower;
mod parser;
mod strings;
#[cfg(test)]
mod tests;
mod token;

use crate::Decoded;

/// Decodes a query.
pub fn decode(text: &str) -> Decoded {
    let mut diagnostics = Vec::new();
    let tokens = lexer::lex(text, &mut diagnostics);
    let words = tokens.len();
    let statements = parser::parse(text, tokens, &mut diagnostics);
    let logic = lower::lower(text, words, &statements, &mut diagnostics);
    Decoded { logic, diagnostics }
}
