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

/// More remarks than anyone reads; a text that is no query would give one for each word.
const MAX_DIAGNOSTICS: usize = 100;

/// Decodes a query.
pub fn decode(text: &str) -> Decoded {
    let mut diagnostics = Vec::new();
    let tokens = lexer::lex(text, &mut diagnostics);
    let words = tokens.len();
    let statements = parser::parse(text, tokens, &mut diagnostics);
    let logic = lower::lower(text, words, &statements, &mut diagnostics);
    diagnostics.truncate(MAX_DIAGNOSTICS);
    Decoded { logic, diagnostics }
}
