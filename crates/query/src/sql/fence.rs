//! The fence before the parser: how long a query may be and how deep its syntax tree.
//!
//! Chains of operators nest on their left side, so a tree is deep where a text is merely long. Tokens that may
//! nest a neighbour are counted until the list item or the bracket they belong to ends.

use sqlparser::dialect::Dialect;
use sqlparser::tokenizer::{Token, TokenWithSpan, Tokenizer};

/// Longer texts are not read.
const MAX_BYTES: usize = 512 << 10;

/// How deep a syntax tree may get.
const MAX_NESTING: usize = 6_000;

/// The tokens of a text, or why it is not read.
pub(super) fn tokens(dialect: &dyn Dialect, text: &str) -> Result<Vec<TokenWithSpan>, String> {
    if text.len() > MAX_BYTES {
        return Err("longer than 512 KiB".to_owned());
    }
    let tokens = Tokenizer::new(dialect, text)
        .tokenize_with_location()
        .map_err(|error| error.to_string())?;
    let mut open: Vec<usize> = Vec::new();
    let (mut outer, mut chain) = (0_usize, 0_usize);
    for token in &tokens {
        match &token.token {
            Token::LParen | Token::LBracket | Token::LBrace => {
                open.push(chain);
                outer += chain + 1;
                chain = 0;
            }
            Token::RParen | Token::RBracket | Token::RBrace => {
                let before = open.pop().unwrap_or_default();
                outer = outer.saturating_sub(before + 1);
                chain = before + 1;
            }
            Token::Comma | Token::SemiColon => chain = 0,
            Token::Whitespace(_) => {}
            _ => chain += 1,
        }
        if outer + chain > MAX_NESTING {
            return Err("nested too deeply".to_owned());
        }
    }
    Ok(tokens)
}
