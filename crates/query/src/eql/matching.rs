//! A field against a list of values: `==`, `in`, `:`, `like`, `regex` and the functions that match text.

use std::collections::HashSet;

use rule::{Diagnostic, Logic, Loss, Operator, Predicate, Quantifier, Span};

use crate::Pattern;
use crate::place::place;

use super::ast::{Expr, Kind, Matching};
use super::condition::Lowering;
use super::value::{Subject, View, literal};

/// How the values of a list become patterns.
#[derive(Clone, Copy)]
pub(super) struct Reading {
    to_pattern: fn(&str) -> Pattern,
    /// Whether a value without wildcards must be the whole value.
    is_whole: bool,
}

impl Reading {
    /// Values are literal.
    pub(super) const WHOLE: Reading = Reading {
        to_pattern: |text| Pattern::literal(text),
        is_whole: true,
    };
    /// Values are globs.
    pub(super) const GLOB: Reading = Reading {
        to_pattern: Pattern::glob,
        is_whole: true,
    };

    /// Values are a part of what they match.
    pub(super) const fn partial(to_pattern: fn(&str) -> Pattern) -> Reading {
        Reading {
            to_pattern,
            is_whole: false,
        }
    }
}

impl Lowering<'_> {
    /// Whether the subject is one of the values, in the way of an operator.
    pub(super) fn matches(
        &mut self,
        span: Span,
        subject: Subject<'_>,
        matching: Matching,
        insensitive: bool,
        items: &[Expr],
    ) -> Logic {
        if matching == Matching::Regex {
            return self.valued(span, subject, Operator::RegexMatch, insensitive, items);
        }
        let reading = if matching == Matching::Glob {
            Reading::GLOB
        } else {
            self.warn_of_literal_stars(items);
            Reading::WHOLE
        };
        self.like(span, subject, insensitive, items, reading)
    }

    /// Whether the subject fits one of the patterns made of the values. Values that are fields are compared
    /// with as fields, `null` asks for absence.
    pub(super) fn like(
        &mut self,
        span: Span,
        subject: Subject<'_>,
        insensitive: bool,
        items: &[Expr],
        reading: Reading,
    ) -> Logic {
        let (constants, others): (Vec<&Expr>, Vec<&Expr>) =
            items.iter().partition(|item| literal(item).is_some());
        let mut patterns = Vec::new();
        let mut spans = Vec::new();
        let mut seen = HashSet::new();
        let mut cased = false;
        for item in constants {
            let Some(constant) = literal(item) else { continue };
            let Some(pattern) = self.widened(&subject, (reading.to_pattern)(&constant.text)) else {
                return self.computed(span);
            };
            cased |= constant.is_text && !insensitive;
            if seen.insert(pattern.clone()) {
                patterns.push(pattern);
                spans.push(item.span);
            }
        }
        let folded = Pattern::fold_all(&subject.field, &patterns, Quantifier::Any, cased, |chosen| {
            place(span, &spans, chosen)
        });
        let others: Vec<Logic> = others
            .into_iter()
            .map(|item| self.unusual(span, &subject, item, reading.is_whole, !insensitive))
            .collect();
        Logic::any(std::iter::once(folded).chain(others))
    }

    /// A value in a list that is no constant.
    fn unusual(
        &mut self,
        span: Span,
        subject: &Subject<'_>,
        item: &Expr,
        is_whole: bool,
        cased: bool,
    ) -> Logic {
        if matches!(item.kind, Kind::Null) {
            return Logic::not(Logic::Pred(Predicate::exists(subject.field.clone(), item.span)));
        }
        match self.subject(item) {
            Some(other) if other.view.is_text() => {
                let is_whole = is_whole && matches!((&subject.view, &other.view), (View::Whole, View::Whole));
                self.same_field(span, subject.field.clone(), other.field, is_whole, cased)
            }
            _ => self.computed(item.span),
        }
    }

    /// What a pattern on a part of the value says of the whole value.
    fn widened(&mut self, subject: &Subject<'_>, pattern: Pattern) -> Option<Pattern> {
        match &subject.view {
            View::Whole => Some(pattern),
            View::Part(part) => {
                let (whole, is_exact) = part.widen(&pattern);
                if !is_exact {
                    self.losses.insert(Loss::PartOfValue);
                }
                Some(whole)
            }
            View::Between(left, right) => {
                self.losses.insert(Loss::PartOfValue);
                let mut whole = Pattern::literal(left.as_str());
                whole.append(&pattern);
                whole.push_str(right);
                Some(whole.anchored(false, false))
            }
            View::Length | View::Index(_) | View::Derived => None,
        }
    }

    /// Whether the subject stands in relation to one of the values as they are: regular expressions,
    /// networks.
    pub(super) fn valued(
        &mut self,
        span: Span,
        subject: Subject<'_>,
        op: Operator,
        insensitive: bool,
        items: &[Expr],
    ) -> Logic {
        let values: Option<Vec<String>> = items.iter().map(|item| Some(literal(item)?.text)).collect();
        match (&subject.view, values) {
            (View::Whole | View::Part(_) | View::Between(..), Some(mut values)) if !values.is_empty() => {
                if !matches!(subject.view, View::Whole) {
                    self.losses.insert(Loss::PartOfValue);
                }
                let mut seen = HashSet::new();
                values.retain(|value| seen.insert(value.clone()));
                let cased = op == Operator::RegexMatch && !insensitive;
                Logic::Pred(Predicate::new(subject.field, op, values, span).case_sensitive(cased))
            }
            _ => self.computed(span),
        }
    }

    /// `==` and `in` know no wildcards, and not every author remembers.
    fn warn_of_literal_stars(&mut self, items: &[Expr]) {
        for item in items {
            let Kind::Text(text) = &item.kind else { continue };
            if text.len() > 1 && (text.starts_with('*') || text.ends_with('*')) {
                let note =
                    Diagnostic::warning(item.span, "this star is literal: `==` and `in` have no wildcards");
                self.diagnostics
                    .push(note.with_help("write `:` or `like` if a wildcard is meant"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::eql::decode;
    use crate::promises::words;

    #[test]
    fn predicates_know_their_words() {
        assert_eq!(
            words(
                decode,
                r#"process where a == "é" and not (b : ("x", "y*", "z") or length(c) > 3)"#
            ),
            [r#"a == "é""#, r#""x", "y*", "z""#, r#""y*""#, "length(c) > 3"]
        );
    }
}
