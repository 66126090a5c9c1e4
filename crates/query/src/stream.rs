//! A place in a slice of tokens, for parsers of languages with keywords and punctuation.

use rule::Span;

/// A token of such a language.
pub(crate) trait Lexeme {
    /// Where it stands.
    fn span(&self) -> Span;

    /// The punctuation that it is.
    fn symbol(&self) -> Option<&str>;

    /// The word that it is.
    fn word(&self) -> Option<&str>;

    /// Whether it stands for the end of the text.
    fn is_end(&self) -> bool;

    /// Whether it is this punctuation.
    fn is(&self, symbol: &str) -> bool {
        self.symbol() == Some(symbol)
    }

    /// Whether it is this keyword, in any case.
    fn is_word(&self, word: &str) -> bool {
        self.word().is_some_and(|own| own.eq_ignore_ascii_case(word))
    }
}

/// Tokens that are taken one after another. The last stands for the end and stays.
pub(crate) struct Stream<'t, T> {
    tokens: &'t [T],
    at: usize,
}

impl<'t, T: Lexeme> Stream<'t, T> {
    /// Tokens of which the last is the end.
    pub(crate) fn new(tokens: &'t [T]) -> Self {
        Stream { tokens, at: 0 }
    }

    /// The next token.
    pub(crate) fn peek(&self) -> &'t T {
        self.peek_nth(0)
    }

    /// The token `n` places after the next.
    pub(crate) fn peek_nth(&self, n: usize) -> &'t T {
        &self.tokens[(self.at + n).min(self.tokens.len() - 1)]
    }

    /// Takes the next token.
    pub(crate) fn next(&mut self) -> &'t T {
        let token = self.peek();
        self.at = (self.at + 1).min(self.tokens.len() - 1);
        token
    }

    /// Takes this punctuation if it comes next.
    pub(crate) fn eat(&mut self, symbol: &str) -> bool {
        let comes = self.peek().is(symbol);
        if comes {
            self.next();
        }
        comes
    }

    /// Takes this keyword if it comes next.
    pub(crate) fn eat_word(&mut self, word: &str) -> bool {
        let comes = self.peek().is_word(word);
        if comes {
            self.next();
        }
        comes
    }

    /// How many tokens were taken.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// Goes back to a place it was at.
    pub(crate) fn back_to(&mut self, at: usize) {
        self.at = at;
    }

    /// Whether nothing is left.
    pub(crate) fn is_done(&self) -> bool {
        self.peek().is_end()
    }

    /// Where the last taken token ended.
    pub(crate) fn end(&self) -> usize {
        let last = self.at.checked_sub(1).map(|at| self.tokens[at].span().end);
        last.unwrap_or_default() as usize
    }

    /// The range from an earlier token to the last taken one.
    pub(crate) fn span_from(&self, start: Span) -> Span {
        Span::new(start.start as usize, self.end())
    }
}
