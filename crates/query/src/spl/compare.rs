//! Comparison signs, which searches and eval expressions share.

use rule::Operator;

/// A comparison; `!=` is the negation of `=`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Compare {
    Equal,
    NotEqual,
    Order(Operator),
}

/// Longer signs come before their own beginnings.
const SIGNS: [(&str, Compare); 8] = [
    ("!=", Compare::NotEqual),
    ("<>", Compare::NotEqual),
    ("<=", Compare::Order(Operator::Lte)),
    (">=", Compare::Order(Operator::Gte)),
    ("==", Compare::Equal),
    ("=", Compare::Equal),
    ("<", Compare::Order(Operator::Lt)),
    (">", Compare::Order(Operator::Gt)),
];

impl Compare {
    /// The sign that a text starts with, and its length.
    pub(super) fn at_start(text: &str) -> Option<(Compare, usize)> {
        let found = SIGNS.iter().find(|(sign, _)| text.starts_with(sign));
        found.map(|(sign, compare)| (*compare, sign.len()))
    }

    /// The sign with its sides exchanged.
    pub(super) fn mirrored(self) -> Self {
        match self {
            Compare::Order(op) => Compare::Order(op.mirrored()),
            same => same,
        }
    }
}
