//! Comparisons: what stands on either side decides what they say.

use rule::{Logic, Loss, Operator as Op, Predicate, Quantifier, Reason, Span, Threshold};

use super::Lowerer;
use super::choice::settled;
use super::flow::Columns;
use super::lowered::Lowered;
use super::scalar::{Aggregate, Field, Scalar};
use crate::canonical_number;
use crate::kusto::ast::{Comparison, Expr, Kind};

impl Lowerer<'_> {
    /// A comparison as written.
    pub(super) fn comparison(
        &mut self,
        comparison: Comparison,
        left: &Expr,
        right: &[Expr],
        span: Span,
        row: &Columns,
    ) -> Lowered {
        let unread = right.iter().chain([left]).find_map(|side| match side.kind {
            Kind::Broken => Some(Reason::Syntax),
            Kind::TooDeep => Some(Reason::TooDeep),
            _ => None,
        });
        if let Some(why) = unread {
            return Lowered::opaque(self.text, why, span);
        }
        if matches!(left.kind, Kind::Star) {
            return self.any_column(comparison, right, span, row);
        }
        let value = self.eval(left, row);
        let others = right.iter().map(|side| self.eval(side, row)).collect();
        let positive = self.compare(comparison, value, others, span);
        if comparison.negated {
            positive.negated(self.text)
        } else {
            positive
        }
    }

    /// `* has "x"`: somewhere in the event.
    fn any_column(&mut self, comparison: Comparison, right: &[Expr], span: Span, row: &Columns) -> Lowered {
        let mut values = Vec::new();
        for side in right {
            match self.eval(side, row) {
                Scalar::Constant(constant) => values.extend(constant.values.iter().map(|it| it.text.clone())),
                _ => return Lowered::opaque(self.text, Reason::Computed, span),
            }
        }
        let quantifier = if comparison.all && values.len() > 1 {
            Quantifier::All
        } else {
            Quantifier::Any
        };
        let predicate = Predicate::new("", Op::Keyword, values, span).quantified(quantifier);
        let lowered = Lowered::logic(Logic::Pred(predicate));
        if comparison.negated {
            lowered.negated(self.text)
        } else {
            lowered
        }
    }

    /// A positive comparison of values.
    pub(super) fn compare(
        &mut self,
        comparison: Comparison,
        left: Scalar,
        right: Vec<Scalar>,
        span: Span,
    ) -> Lowered {
        if right.iter().any(|side| matches!(side, Scalar::Time)) {
            return Lowered::nothing();
        }
        match left {
            Scalar::Time => Lowered::nothing(),
            Scalar::Field(field) => self.compare_field(comparison, &field, &right, span),
            Scalar::Length(field) => self.compare_length(comparison, &field, &right, span),
            Scalar::Aggregate(aggregate) => self.compare_aggregate(comparison, aggregate, &right, span),
            Scalar::Condition(condition) => self.compare_truth(comparison, &condition, &right, span),
            Scalar::Position(found) => self.compare_position(comparison, &found, &right, span),
            Scalar::Cases(cases) => self.compare_cases(comparison, &cases, &right, span),
            Scalar::Score(score) => self.compare_score(comparison, &score, &right, span),
            Scalar::Constant(_) => self.mirrored(comparison, left, right, span),
            Scalar::Lookup(_) | Scalar::Computed => Lowered::opaque(self.text, Reason::Computed, span),
        }
    }

    /// A constant on the left: `5 < x` is `x > 5`, and constants among themselves are switches of the query.
    fn mirrored(&mut self, comparison: Comparison, left: Scalar, right: Vec<Scalar>, span: Span) -> Lowered {
        if right
            .iter()
            .all(|side| matches!(side, Scalar::Constant(_) | Scalar::Lookup(_)))
        {
            return settled(comparison, &left, &right);
        }
        let Some(op) = mirrored(comparison.op) else {
            return Lowered::opaque(self.text, Reason::Computed, span);
        };
        let comparison = Comparison { op, ..comparison };
        let parts = right
            .into_iter()
            .map(|side| self.compare(comparison, side, vec![left.clone()], span));
        let parts = parts.collect();
        Lowered::any(parts, self.text)
    }

    fn compare_length(&self, comparison: Comparison, field: &Field, right: &[Scalar], span: Span) -> Lowered {
        let number = match right {
            [side] => side.single(),
            _ => None,
        };
        match number {
            Some(number) if is_ordered_or_equal(comparison.op) => {
                let predicate = Predicate::length(field.shown(), comparison.op, number.text.as_str(), span);
                self.about(field, Logic::Pred(predicate))
            }
            _ => Lowered::opaque(self.text, Reason::Computed, span),
        }
    }

    fn compare_aggregate(
        &mut self,
        comparison: Comparison,
        aggregate: Aggregate,
        right: &[Scalar],
        span: Span,
    ) -> Lowered {
        let is_text = |side: &Scalar| side.single().is_some_and(|value| value.is_string);
        let picks = matches!(aggregate.function.as_str(), "min" | "max");
        if let (Some(of), true) = (&aggregate.of, picks && right.iter().all(is_text)) {
            let field = Field::new(of.as_str()).lossy(Loss::FirstSource);
            return self.compare_field(comparison, &field, right, span);
        }
        match bound(right) {
            Some(value) if is_ordered_or_equal(comparison.op) => Lowered::threshold(Threshold {
                of: aggregate.of,
                by: aggregate.by,
                within: aggregate.within,
                ..Threshold::new(aggregate.function, comparison.op, value, span)
            }),
            _ => Lowered::opaque(self.text, Reason::Aggregate, span),
        }
    }
}

/// What an aggregate is compared with: a number, or the name of what moves with the data.
fn bound(right: &[Scalar]) -> Option<String> {
    let [side] = right else { return None };
    match side {
        Scalar::Constant(_) => {
            let number = side.single()?;
            number
                .text
                .parse::<f64>()
                .ok()
                .map(|_| canonical_number(&number.text))
        }
        Scalar::Aggregate(aggregate) => Some(match (aggregate.function.as_str(), &aggregate.of) {
            ("expression", Some(of)) => of.clone(),
            (function, of) => format!("{function}({})", of.as_deref().unwrap_or_default()),
        }),
        Scalar::Field(field) | Scalar::Length(field) => Some(field.shown().to_owned()),
        Scalar::Lookup(lookup) => Some(lookup.name.clone()),
        _ => None,
    }
}

/// The operator for both sides exchanged.
pub(super) fn mirrored(op: Op) -> Option<Op> {
    match op {
        Op::Eq => Some(Op::Eq),
        Op::Lt => Some(Op::Gt),
        Op::Gt => Some(Op::Lt),
        Op::Lte => Some(Op::Gte),
        Op::Gte => Some(Op::Lte),
        _ => None,
    }
}

fn is_ordered_or_equal(op: Op) -> bool {
    matches!(op, Op::Eq | Op::Lt | Op::Lte | Op::Gt | Op::Gte)
}
