//! The comparison operators: what each means, and how tightly it binds.

use rule::Operator as Op;

use super::super::ast::Comparison;
use super::super::token::Kind;
use super::Parser;

/// How tightly a comparison binds (Kql.g4: `equalityExpression`, `relationalExpression`,
/// `stringOperatorExpression`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    /// Loosest: `==`, `in`, `has_any`, `between`.
    Equality,
    /// `<`, `>=`.
    Relational,
    /// Tighter than arithmetic: `has`, `=~`, `matches regex`.
    Text,
}

/// Spelling (without the `!` of a negation), level, operator, whether it minds case, whether all values must
/// hold (<https://learn.microsoft.com/kusto/query/datatypes-string-operators>).
const COMPARISONS: &[(&str, Level, Op, bool, bool)] = &[
    ("==", Level::Equality, Op::Eq, true, false),
    ("=", Level::Equality, Op::Eq, true, false),
    ("in", Level::Equality, Op::Eq, true, false),
    ("in~", Level::Equality, Op::Eq, false, false),
    ("has_any", Level::Equality, Op::Match, false, false),
    ("has_all", Level::Equality, Op::Match, false, true),
    ("<", Level::Relational, Op::Lt, false, false),
    ("<=", Level::Relational, Op::Lte, false, false),
    (">", Level::Relational, Op::Gt, false, false),
    (">=", Level::Relational, Op::Gte, false, false),
    ("=~", Level::Text, Op::Eq, false, false),
    (":", Level::Text, Op::Match, false, false),
    ("has", Level::Text, Op::Match, false, false),
    ("has_cs", Level::Text, Op::Match, true, false),
    ("hasprefix", Level::Text, Op::Match, false, false),
    ("hasprefix_cs", Level::Text, Op::Match, true, false),
    ("hassuffix", Level::Text, Op::Match, false, false),
    ("hassuffix_cs", Level::Text, Op::Match, true, false),
    ("contains", Level::Text, Op::Contains, false, false),
    ("contains_cs", Level::Text, Op::Contains, true, false),
    ("containscs", Level::Text, Op::Contains, true, false),
    ("startswith", Level::Text, Op::StartsWith, false, false),
    ("startswith_cs", Level::Text, Op::StartsWith, true, false),
    ("endswith", Level::Text, Op::EndsWith, false, false),
    ("endswith_cs", Level::Text, Op::EndsWith, true, false),
    ("like", Level::Text, Op::Wildcard, false, false),
    ("likecs", Level::Text, Op::Wildcard, true, false),
    ("matches", Level::Text, Op::RegexMatch, true, false),
];

/// Negations that are not spelt with a leading `!`.
const NEGATIONS: &[(&str, &str)] = &[
    ("!=", "=="),
    ("<>", "=="),
    ("!~", "=~"),
    ("notcontains", "contains"),
    ("notcontainscs", "containscs"),
    ("notlike", "like"),
];

impl Parser<'_> {
    /// Takes a comparison operator of a level if one comes next.
    pub(super) fn eat_comparison(&mut self, level: Level) -> Option<Comparison> {
        let authored = match self.kind() {
            Kind::Symbol(symbol) => *symbol,
            _ => self.name()?,
        };
        if authored == "=" && level == Level::Equality {
            self.error(self.span(), "`=` assigns; a comparison is written `==`");
        }
        let renamed = NEGATIONS.iter().find(|(negative, _)| *negative == authored);
        let (spelling, negated) = match (renamed, authored.strip_prefix('!')) {
            (Some((_, positive)), _) => (*positive, true),
            (None, Some(positive)) => (positive, true),
            (None, None) => (authored, false),
        };
        let (_, _, op, cased, all) = COMPARISONS
            .iter()
            .find(|(word, at, ..)| *word == spelling && *at == level)?;
        self.bump();
        if *op == Op::RegexMatch {
            self.eat_word("regex");
        }
        Some(Comparison {
            op: *op,
            negated,
            cased: *cased,
            all: *all,
        })
    }
}
