//! Conditions to logic.

use std::collections::BTreeSet;

use rule::{Diagnostic, Logic, Loss, Operator, Predicate, Reason, Span};

use super::ast::{Among, Compare, Expr, Kind, Matching};
use super::function::is_condition;
use super::value::{Subject, View, integer, literal, subject};

/// What conditions of one query share while they are lowered.
pub(super) struct Lowering<'a> {
    pub(super) text: &'a str,
    pub(super) losses: BTreeSet<Loss>,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Variables of the array searches around, and the array each runs over.
    pub(super) variables: Vec<(String, String)>,
}

impl Lowering<'_> {
    /// The logic of a condition.
    pub(super) fn condition(&mut self, expr: &Expr) -> Logic {
        match &expr.kind {
            Kind::All(parts) => Logic::all(parts.iter().map(|part| self.condition(part)).collect::<Vec<_>>()),
            Kind::Any(parts) => Logic::any(parts.iter().map(|part| self.condition(part)).collect::<Vec<_>>()),
            Kind::Not(part) => Logic::not(self.condition(part)),
            Kind::Compare(compare) => {
                let positive = self.compare(expr.span, compare);
                if compare.negated {
                    Logic::not(positive)
                } else {
                    positive
                }
            }
            Kind::Among(among) => {
                let positive = self.among(expr.span, among);
                if among.negated {
                    Logic::not(positive)
                } else {
                    positive
                }
            }
            Kind::Call(call) => self.call(expr.span, call),
            Kind::Field(name) => Logic::Pred(Predicate::new(
                self.resolve(name),
                Operator::Eq,
                ["true"],
                expr.span,
            )),
            Kind::Bool(true) => Logic::TRUE,
            Kind::Bool(false) => Logic::FALSE,
            Kind::Relative(relative) => {
                self.losses.insert(Loss::RelatedEvent);
                self.condition(&relative.event.condition)
            }
            Kind::Unread(why) => self.opaque(expr.span, *why),
            Kind::Null | Kind::Number(_) | Kind::Text(_) | Kind::Arithmetic(_) => self.undecoded(
                expr.span,
                Reason::Syntax,
                "a value stands where a condition belongs",
            ),
        }
    }

    pub(super) fn opaque(&self, span: Span, why: Reason) -> Logic {
        Logic::opaque(span.text(self.text).unwrap_or_default(), why, span)
    }

    /// An opaque clause, with a warning that says why.
    pub(super) fn undecoded(&mut self, span: Span, why: Reason, message: impl Into<String>) -> Logic {
        self.diagnostics.push(Diagnostic::warning(span, message));
        self.opaque(span, why)
    }

    pub(super) fn computed(&mut self, span: Span) -> Logic {
        self.undecoded(span, Reason::Computed, "no single field stands for this value")
    }

    /// The field behind a name: a variable of an array search is the array's element.
    pub(super) fn resolve(&self, name: &str) -> String {
        let bare = name.trim_start_matches('$');
        let (head, tail) = match bare.split_once('.') {
            Some((head, tail)) => (head, Some(tail)),
            None => (bare, None),
        };
        let bound = self.variables.iter().rev().find(|(variable, _)| variable == head);
        match (bound, tail) {
            (Some((_, array)), Some(tail)) => format!("{array}.{tail}"),
            (Some((_, array)), None) => array.clone(),
            (None, _) => name.to_owned(),
        }
    }

    /// The subject of an expression, its field resolved.
    pub(super) fn subject<'q>(&self, expr: &'q Expr) -> Option<Subject<'q>> {
        let inner = subject(expr)?;
        let field = self.resolve(&inner.field);
        Some(Subject { field, ..inner })
    }

    /// `left op right`; a constant on the left changes sides.
    fn compare(&mut self, span: Span, compare: &Compare) -> Logic {
        let is_constant = |expr: &Expr| matches!(expr.kind, Kind::Null) || literal(expr).is_some();
        let (left, op, right) = if is_constant(&compare.left) && !is_constant(&compare.right) {
            (&compare.right, compare.op.mirrored(), &compare.left)
        } else {
            (&compare.left, compare.op, &compare.right)
        };
        match &right.kind {
            Kind::Null if op == Operator::Eq => self.is_null(span, left),
            Kind::Bool(yes) if op == Operator::Eq && is_condition(left) => {
                let condition = self.condition(left);
                if *yes { condition } else { Logic::not(condition) }
            }
            _ if literal(right).is_some() => self.with_constant(span, left, op, right),
            _ => self.with_field(span, left, op, right),
        }
    }

    fn is_null(&mut self, span: Span, left: &Expr) -> Logic {
        match self.subject(left) {
            Some(Subject {
                field,
                view: View::Index(needle),
            }) => {
                let found = self.found(span, field, needle);
                Logic::not(found)
            }
            Some(Subject { field, .. }) => Logic::not(Logic::Pred(Predicate::exists(field, span))),
            None => self.computed(span),
        }
    }

    fn with_constant(&mut self, span: Span, left: &Expr, op: Operator, right: &Expr) -> Logic {
        let Some(constant) = literal(right) else {
            return self.computed(span);
        };
        if let Some(logic) = self.array_count(left, op, right) {
            return logic;
        }
        let Some(Subject { field, view }) = self.subject(left) else {
            return self.computed(span);
        };
        match view {
            View::Whole if op != Operator::Eq => {
                let predicate = Predicate::new(field, op, [constant.text], span);
                Logic::Pred(predicate.case_sensitive(constant.is_text))
            }
            View::Length => Logic::Pred(Predicate::length(field, op, constant.text, span)),
            View::Index(needle) => self.position(span, field, needle, op, integer(right)),
            view if op == Operator::Eq => {
                let subject = Subject { field, view };
                self.matches(span, subject, Matching::Whole, false, std::slice::from_ref(right))
            }
            _ => self.computed(span),
        }
    }

    fn with_field(&mut self, span: Span, left: &Expr, op: Operator, right: &Expr) -> Logic {
        match (self.subject(left), self.subject(right)) {
            (Some(a), Some(b)) if op == Operator::Eq && a.view.is_text() && b.view.is_text() => {
                let is_whole = matches!((&a.view, &b.view), (View::Whole, View::Whole));
                self.same_field(span, a.field, b.field, is_whole, true)
            }
            _ => self.computed(span),
        }
    }

    /// Two fields are compared; when it is not their whole values, that is a loss.
    pub(super) fn same_field(
        &mut self,
        span: Span,
        a: String,
        b: String,
        is_whole: bool,
        cased: bool,
    ) -> Logic {
        if !is_whole {
            self.losses.insert(Loss::PartOfValue);
        }
        Logic::Pred(Predicate::new(a, Operator::FieldEq, [b], span).case_sensitive(cased))
    }

    /// `left in (…)`, `left : (…)` and their like.
    fn among(&mut self, span: Span, among: &Among) -> Logic {
        match self.subject(&among.left) {
            Some(Subject {
                field,
                view: View::Length,
            }) => {
                let lengths = among.items.iter().map(|item| match literal(item) {
                    Some(n) => Logic::Pred(Predicate::length(field.clone(), Operator::Eq, n.text, span)),
                    None => self.computed(item.span),
                });
                Logic::any(lengths.collect::<Vec<_>>())
            }
            Some(subject) => self.matches(span, subject, among.matching, among.insensitive, &among.items),
            None => self.computed(span),
        }
    }
}
