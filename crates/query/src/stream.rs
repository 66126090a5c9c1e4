//! A place in a slice of tokens, for parsers of languages with keywords and punctuation.

use rule::Span;

use crate::Cursor;

/// What a token of such a language is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind<'a, O> {
    /// A keyword, or an unquoted part of a name.
    Word(&'a str),
    /// Punctuation.
    Symbol(&'static str),
    /// What other languages do not have, or write otherwise: strings, numbers, variables.
    Own(O),
    /// A character that starts nothing, or a string that never ends.
    Unknown,
    /// The end of the text.
    End,
}

/// A token and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token<'a, O> {
    /// What it is.
    pub(crate) kind: Kind<'a, O>,
    /// Where it stands.
    pub(crate) span: Span,
    /// Whether it is the first of its line.
    pub(crate) first: bool,
}

impl<O: PartialEq> Token<'_, O> {
    /// Whether it is this punctuation.
    pub(crate) fn is(&self, symbol: &str) -> bool {
        matches!(self.kind, Kind::Symbol(own) if own == symbol)
    }

    /// Whether it is this keyword, in any case.
    pub(crate) fn is_word(&self, word: &str) -> bool {
        matches!(self.kind, Kind::Word(own) if own.eq_ignore_ascii_case(word))
    }
}

/// Takes the longest of some punctuation, which stands in descending length, or a character that starts nothing.
pub(crate) fn symbol<'a, O>(cursor: &mut Cursor<'a>, symbols: &[&'static str]) -> Kind<'a, O> {
    match symbols.iter().find(|symbol| cursor.eat(symbol)) {
        Some(symbol) => Kind::Symbol(symbol),
        None => {
            cursor.bump();
            Kind::Unknown
        }
    }
}

/// Tokens that are taken one after another. The last stands for the end and stays.
pub(crate) struct Stream<'t, 'a, O> {
    tokens: &'t [Token<'a, O>],
    at: usize,
}

impl<'t, 'a, O: PartialEq> Stream<'t, 'a, O> {
    /// Tokens of which the last is the end.
    pub(crate) fn new(tokens: &'t [Token<'a, O>]) -> Self {
        Stream { tokens, at: 0 }
    }

    /// The next token.
    pub(crate) fn peek(&self) -> &'t Token<'a, O> {
        self.peek_nth(0)
    }

    /// The token `n` places after the next.
    pub(crate) fn peek_nth(&self, n: usize) -> &'t Token<'a, O> {
        &self.tokens[(self.at + n).min(self.tokens.len() - 1)]
    }

    /// Takes the next token.
    pub(crate) fn next(&mut self) -> &'t Token<'a, O> {
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
        self.peek().kind == Kind::End
    }

    /// Where the last taken token ended.
    pub(crate) fn end(&self) -> usize {
        let last = self.at.checked_sub(1).map(|at| self.tokens[at].span.end);
        last.unwrap_or_default() as usize
    }

    /// The range from an earlier token to the last taken one.
    pub(crate) fn span_from(&self, start: Span) -> Span {
        Span::new(start.start as usize, self.end())
    }
}
