//! A list of tokens and a place in it, for parsers.

use rule::Span;

/// Tokens of some kind. Reading past the end gives the kind that stands for it, again and again.
#[derive(Debug)]
pub(crate) struct Tokens<K> {
    all: Vec<(K, Span)>,
    end: (K, Span),
    at: usize,
}

impl<K: PartialEq> Tokens<K> {
    /// Tokens of a text of `len` bytes; `end` is what comes after the last.
    pub(crate) fn new(all: Vec<(K, Span)>, end: K, len: usize) -> Self {
        let end = (end, Span::new(len, len));
        Tokens { all, end, at: 0 }
    }

    /// The token `n` places after the next.
    pub(crate) fn ahead(&self, n: usize) -> &K {
        &self.place(self.at + n).0
    }

    /// The next token.
    pub(crate) fn kind(&self) -> &K {
        self.ahead(0)
    }

    /// Where the next token stands.
    pub(crate) fn span(&self) -> Span {
        self.place(self.at).1
    }

    /// How many tokens were taken.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// Whether all were taken.
    pub(crate) fn is_done(&self) -> bool {
        self.at >= self.all.len()
    }

    /// Takes the next token.
    pub(crate) fn bump(&mut self) {
        self.at += usize::from(!self.is_done());
    }

    /// Takes the next token if it is this one.
    pub(crate) fn eat(&mut self, kind: &K) -> bool {
        let comes = self.kind() == kind;
        if comes {
            self.bump();
        }
        comes
    }

    /// Goes back to where `at` tokens were taken.
    pub(crate) fn rewind(&mut self, at: usize) {
        self.at = at.min(self.at);
    }

    /// The range from a token to the last one taken; empty if none was taken since.
    pub(crate) fn span_since(&self, first: usize) -> Span {
        let start = self.place(first).1;
        match self.at.checked_sub(1) {
            Some(last) if last >= first => start.to(self.place(last).1),
            _ => Span::new(start.start as usize, start.start as usize),
        }
    }

    /// Passes over tokens until one that stops outside of any bracket opened on the way. `nests` is 1 for an
    /// opening bracket, -1 for a closing one.
    pub(crate) fn skip(&mut self, stops: impl Fn(&K) -> bool, nests: impl Fn(&K) -> i32) {
        let mut open = 0;
        while !self.is_done() && (open > 0 || !stops(self.kind())) {
            open = (open + nests(self.kind())).max(0);
            self.bump();
        }
    }

    fn place(&self, at: usize) -> &(K, Span) {
        self.all.get(at).unwrap_or(&self.end)
    }
}
