//! Glob patterns and the plainest operator that means the same (spec/logic.md, "Operators").
//!
//! Languages differ in how they spell wildcards and escapes, not in what a pattern is: each language's lexer
//! builds a [`Pattern`], and the folding happens here once.

use rule::{Logic, Operator, Predicate, Quantifier, Span};

/// A part of a pattern.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Piece {
    /// Literal text.
    Text(String),
    /// Any run of characters, also none.
    AnyRun,
    /// Exactly one character.
    AnyOne,
}

/// A glob pattern, free of its language's escapes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Pattern {
    pieces: Vec<Piece>,
}

impl Pattern {
    /// The empty pattern, which only the empty string matches.
    pub fn new() -> Self {
        Pattern::default()
    }

    /// A pattern of literal text.
    pub fn literal(text: impl Into<String>) -> Self {
        let mut pattern = Pattern::new();
        pattern.push_str(&text.into());
        pattern
    }

    /// Reads `*` and `?` as wildcards and has no escapes.
    pub fn glob(text: &str) -> Self {
        let mut pattern = Pattern::new();
        for c in text.chars() {
            match c {
                '*' => pattern.push_any_run(),
                '?' => pattern.push_any_one(),
                c => pattern.push(c),
            }
        }
        pattern
    }

    /// Adds a literal character.
    pub fn push(&mut self, c: char) {
        match self.pieces.last_mut() {
            Some(Piece::Text(text)) => text.push(c),
            _ => self.pieces.push(Piece::Text(c.to_string())),
        }
    }

    /// Adds literal text.
    pub fn push_str(&mut self, more: &str) {
        match self.pieces.last_mut() {
            _ if more.is_empty() => {}
            Some(Piece::Text(text)) => text.push_str(more),
            _ => self.pieces.push(Piece::Text(more.to_owned())),
        }
    }

    /// Adds "any run of characters"; several in a row are one.
    pub fn push_any_run(&mut self) {
        if self.pieces.last() != Some(&Piece::AnyRun) {
            self.pieces.push(Piece::AnyRun);
        }
    }

    /// Adds "exactly one character".
    pub fn push_any_one(&mut self) {
        self.pieces.push(Piece::AnyOne);
    }

    /// Adds another pattern.
    pub fn append(&mut self, other: &Pattern) {
        for piece in &other.pieces {
            match piece {
                Piece::Text(text) => self.push_str(text),
                Piece::AnyRun => self.push_any_run(),
                Piece::AnyOne => self.push_any_one(),
            }
        }
    }

    /// The same pattern with "any run" before it, after it, or both.
    #[must_use]
    pub fn anchored(self, start: bool, end: bool) -> Self {
        let mut pattern = Pattern::new();
        if !start {
            pattern.push_any_run();
        }
        pattern.append(&self);
        if !end {
            pattern.push_any_run();
        }
        pattern
    }

    /// The parts.
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// Whether there is a wildcard in it.
    pub fn has_wildcard(&self) -> bool {
        self.pieces.iter().any(|piece| !matches!(piece, Piece::Text(_)))
    }

    /// The plainest operator that means the same, and its value; [`Operator::Exists`] has none.
    pub fn fold(&self) -> (Operator, Option<String>) {
        use Piece::{AnyRun, Text};
        let plain = |op, text: &str| (op, Some(text.to_owned()));
        match self.pieces.as_slice() {
            [] => plain(Operator::Eq, ""),
            [AnyRun] => (Operator::Exists, None),
            [Text(text)] => plain(Operator::Eq, text),
            [AnyRun, Text(text)] => plain(Operator::EndsWith, text),
            [Text(text), AnyRun] => plain(Operator::StartsWith, text),
            [AnyRun, Text(text), AnyRun] => plain(Operator::Contains, text),
            _ => (Operator::Wildcard, Some(self.to_wildcard())),
        }
    }

    /// The pattern's text for [`Operator::Wildcard`]: literal `*`, `?` and `\` escaped with `\`.
    pub fn to_wildcard(&self) -> String {
        let mut out = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::AnyRun => out.push('*'),
                Piece::AnyOne => out.push('?'),
                Piece::Text(text) => {
                    for c in text.chars() {
                        if matches!(c, '*' | '?' | '\\') {
                            out.push('\\');
                        }
                        out.push(c);
                    }
                }
            }
        }
        out
    }

    /// One condition for a list of patterns on one field: values that fold to the same operator share a
    /// predicate, in the order in which the operators first occur. `span` gives each predicate its place from
    /// the indices of its patterns.
    pub fn fold_all(
        field: &str,
        patterns: &[Pattern],
        quantifier: Quantifier,
        case_sensitive: bool,
        span: impl Fn(&[usize]) -> Span,
    ) -> Logic {
        let mut groups: Vec<(Operator, Vec<String>, Vec<usize>)> = Vec::new();
        for (i, pattern) in patterns.iter().enumerate() {
            let (op, value) = pattern.fold();
            let at = groups
                .iter()
                .position(|(other, _, _)| *other == op)
                .unwrap_or_else(|| {
                    groups.push((op, Vec::new(), Vec::new()));
                    groups.len() - 1
                });
            groups[at].1.extend(value);
            groups[at].2.push(i);
        }
        let parts = groups.into_iter().map(|(op, values, indices)| {
            let quantifier = if values.len() > 1 {
                quantifier
            } else {
                Quantifier::Any
            };
            let predicate = Predicate::new(field, op, values, span(&indices));
            // Existence has no case.
            let minds_case = case_sensitive && op != Operator::Exists;
            Logic::Pred(predicate.quantified(quantifier).case_sensitive(minds_case))
        });
        match quantifier {
            Quantifier::Any => Logic::any(parts),
            Quantifier::All => Logic::all(parts),
        }
    }
}

#[cfg(test)]
mod tests {
    use rule::Operator;

    use super::Pattern;

    #[test]
    fn patterns_fold_to_the_plainest_operator() {
        let cases = [
            ("", Operator::Eq, Some("")),
            ("x", Operator::Eq, Some("x")),
            ("*", Operator::Exists, None),
            ("***", Operator::Exists, None),
            (r"*\x.exe", Operator::EndsWith, Some(r"\x.exe")),
            ("x*", Operator::StartsWith, Some("x")),
            ("*x*", Operator::Contains, Some("x")),
            ("a*b", Operator::Wildcard, Some("a*b")),
            (r"*\a*", Operator::Contains, Some(r"\a")),
            (r"*\a?b*", Operator::Wildcard, Some(r"*\\a?b*")),
            ("?", Operator::Wildcard, Some("?")),
        ];
        for (glob, op, value) in cases {
            assert_eq!(
                Pattern::glob(glob).fold(),
                (op, value.map(str::to_owned)),
                "{glob}"
            );
        }
    }

    #[test]
    fn literal_wildcards_are_escaped_only_inside_a_wildcard() {
        let mut pattern = Pattern::literal("a*b");
        assert_eq!(pattern.fold(), (Operator::Eq, Some("a*b".to_owned())));
        pattern.push_any_one();
        assert_eq!(pattern.fold(), (Operator::Wildcard, Some(r"a\*b?".to_owned())));
    }
}
