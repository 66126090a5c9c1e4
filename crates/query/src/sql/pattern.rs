//! Patterns: `LIKE` and regular expressions
//! (<https://docs.snowflake.com/en/sql-reference/functions-regexp>).

use sqlparser::ast::Expr;

use rule::{Logic, Operator, Quantifier, Reason};

use super::lowering::Lowering;
use super::operand::{Operand, Part};
use super::scope::Scope;
use crate::Pattern;

impl Lowering<'_> {
    pub(super) fn like(
        &mut self,
        inner: &Expr,
        pattern: &Expr,
        escape: Option<&Expr>,
        cased: bool,
        whole: &Expr,
        scope: &Scope,
    ) -> Logic {
        let escape = escape.and_then(|escape| match self.operand(escape, scope) {
            Operand::Literal(text) => text.chars().next(),
            _ => None,
        });
        let patterns = match self.operand(pattern, scope) {
            Operand::Literal(text) => vec![text],
            Operand::List(parts) => parts
                .iter()
                .filter_map(Operand::literal)
                .map(str::to_owned)
                .collect(),
            _ => Vec::new(),
        };
        let patterns: Vec<Pattern> = patterns.iter().map(|text| like_pattern(text, escape)).collect();
        if patterns.is_empty() {
            return self.opaque(whole, Reason::Computed);
        }
        let value = self.operand(inner, scope);
        self.patterns(&value, &patterns, cased, whole)
    }

    fn patterns(&mut self, value: &Operand, patterns: &[Pattern], cased: bool, whole: &Expr) -> Logic {
        match value {
            Operand::Column(column) if matches!(column.part, Part::Whole) => {
                self.note(column);
                let span = self.span(whole);
                let cased = cased && !column.fold_case;
                Pattern::fold_all(&column.path, patterns, Quantifier::Any, cased, |_| span)
            }
            Operand::First(parts) if !parts.is_empty() => {
                self.losses.insert(rule::Loss::FirstSource);
                self.patterns(&parts[0].clone(), patterns, cased, whole)
            }
            Operand::Column(column) => {
                let each = patterns.iter().map(|pattern| {
                    let (op, text) = pattern.fold();
                    self.leaf(column, op, text.into_iter().collect(), whole)
                });
                Logic::any(each.collect::<Vec<_>>())
            }
            _ => self.opaque(whole, Reason::Computed),
        }
    }

    /// `regexp_like(subject, pattern, flags)`.
    pub(super) fn regex(
        &mut self,
        subject: &Expr,
        pattern: &Expr,
        flags: Option<&str>,
        whole: &Expr,
        scope: &Scope,
    ) -> Logic {
        let pattern = self.operand(pattern, scope);
        let mut subject = self.operand(subject, scope);
        let ignore_case = flags.is_some_and(|flags| flags.contains('i'));
        if ignore_case {
            subject = subject.map(&|mut column| {
                column.fold_case = true;
                Operand::Column(column)
            });
        }
        let texts: Vec<String> = match pattern {
            Operand::Literal(text) => vec![text],
            Operand::List(parts) => parts
                .iter()
                .filter_map(Operand::literal)
                .map(str::to_owned)
                .collect(),
            _ => Vec::new(),
        };
        if texts.is_empty() {
            return self.opaque(whole, Reason::Computed);
        }
        // The flag is a part of what the expression means.
        let texts = texts
            .into_iter()
            .map(|text| match ignore_case && !text.starts_with("(?i)") {
                true => format!("(?i){text}"),
                false => text,
            });
        let texts: Vec<Operand> = texts.map(Operand::Literal).collect();
        self.compare(&subject, Operator::RegexMatch, &Operand::List(texts), whole)
    }
}

/// `%` is any run and `_` any character; the escape character takes the next one as it is.
fn like_pattern(text: &str, escape: Option<char>) -> Pattern {
    let mut pattern = Pattern::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            c if Some(c) == escape => chars.next().into_iter().for_each(|c| pattern.push(c)),
            '%' => pattern.push_any_run(),
            '_' => pattern.push_any_one(),
            c => pattern.push(c),
        }
    }
    pattern
}
