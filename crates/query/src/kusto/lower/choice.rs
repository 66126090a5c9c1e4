//! Comparisons of what conditions decide: truth values, `iff` and `case`, points and constants.

use rule::{Logic, Loss, Operator as Op, Reason, Span};

use super::Lowerer;
use super::lowered::Lowered;
use super::scalar::{Cases, Scalar};
use super::sides::Sides;
use crate::kusto::ast::{Comparison, Literal};

impl Lowerer<'_> {
    /// A truth value compared with `true`, `false`, 0 or 1.
    pub(super) fn compare_truth(
        &self,
        comparison: Comparison,
        condition: &Lowered,
        right: &[Scalar],
        span: Span,
    ) -> Lowered {
        let literal = match right {
            [side] => side.single(),
            _ => None,
        };
        match (
            comparison.op,
            literal
                .map(|literal| literal.text.to_ascii_lowercase())
                .as_deref(),
        ) {
            (Op::Eq, Some("true" | "1")) => condition.clone(),
            (Op::Eq, Some("false" | "0")) => condition.clone().negated(self.text),
            _ => Lowered::opaque(self.text, Reason::Computed, span),
        }
    }

    /// A position compared with -1 or 0: whether something was found.
    pub(super) fn compare_position(
        &self,
        comparison: Comparison,
        found: &Lowered,
        right: &[Scalar],
        span: Span,
    ) -> Lowered {
        let number = match right {
            [side] => side.single().map(|literal| literal.text.as_str()),
            _ => None,
        };
        match (comparison.op, number) {
            (Op::Gt, Some("-1")) | (Op::Gte, Some("0")) => found.clone(),
            (Op::Eq | Op::Lte, Some("-1")) | (Op::Lt, Some("0")) => found.clone().negated(self.text),
            _ => Lowered::opaque(self.text, Reason::Computed, span),
        }
    }

    pub(super) fn compare_cases(
        &self,
        comparison: Comparison,
        cases: &Cases,
        right: &[Scalar],
        span: Span,
    ) -> Lowered {
        let sides = Sides::of(right);
        if sides.is_other() || sides.values.is_empty() {
            return Lowered::opaque(self.text, Reason::Computed, span);
        }
        self.cases_match(cases, span, &|_, value| holds(comparison, value, &sides.values))
    }

    /// The conditions under which `iff` or `case` gives a constant that passes a test.
    pub(super) fn cases_match(
        &self,
        cases: &Cases,
        span: Span,
        passes: &dyn Fn(usize, &Literal) -> bool,
    ) -> Lowered {
        let mut verdicts = Vec::new();
        let values = cases
            .arms
            .iter()
            .map(|(_, value)| value)
            .chain([&cases.otherwise]);
        for (at, value) in values.enumerate() {
            let Some(literal) = value.single() else {
                return Lowered::opaque(self.text, Reason::Computed, span);
            };
            verdicts.push(passes(at, literal));
        }
        let default = verdicts.pop().unwrap_or_default();
        if verdicts.iter().all(|verdict| *verdict == default) {
            return Lowered::nothing();
        }
        let decided = cases.arms.iter().zip(verdicts);
        let decided: Vec<(Lowered, bool)> = decided
            .map(|((arm, _), verdict)| (arm.clone(), verdict))
            .collect();
        self.decide(decided, default)
    }

    /// The first condition that holds decides. Conditions that say nothing decide nothing.
    fn decide(&self, arms: Vec<(Lowered, bool)>, default: bool) -> Lowered {
        let mut ways: Vec<Lowered> = Vec::new();
        let mut misses: Vec<Lowered> = Vec::new();
        for (condition, verdict) in arms {
            if verdict == default {
                misses.push(condition.negated(self.text));
                continue;
            }
            let mut way = misses.clone();
            way.push(condition);
            ways.push(Lowered::all(way));
        }
        let decided = Lowered::any(ways, self.text);
        if default {
            decided.negated(self.text)
        } else {
            decided
        }
    }

    /// Points compared with a number: enough points for any single condition mean "some condition holds";
    /// where several must hold together, that they are several is lost.
    pub(super) fn compare_score(
        &self,
        comparison: Comparison,
        score: &[(Lowered, f64)],
        right: &[Scalar],
        span: Span,
    ) -> Lowered {
        let number = match right {
            [side] => side.single().and_then(|number| number.text.parse::<f64>().ok()),
            _ => None,
        };
        let enough = match (comparison.op, number) {
            (Op::Gt, Some(number)) => Some((number >= 0.0, score.iter().all(|(_, weight)| *weight > number))),
            (Op::Gte | Op::Eq, Some(number)) => {
                let exact = comparison.op == Op::Gte && score.iter().all(|(_, weight)| *weight >= number);
                Some((number > 0.0, exact))
            }
            _ => None,
        };
        let Some((true, exact)) = enough else {
            return Lowered::opaque(self.text, Reason::Computed, span);
        };
        let conditions = score.iter().map(|(condition, _)| condition.clone()).collect();
        let mut lowered = Lowered::any(conditions, self.text);
        if !exact {
            lowered.losses.insert(Loss::Branch);
        }
        lowered
    }
}

/// Constants among themselves. A `let` is a switch of the query and says nothing about events; a constant
/// column tells the branches of a union apart.
pub(super) fn settled(comparison: Comparison, left: &Scalar, right: &[Scalar]) -> Lowered {
    let sides = Sides::of(right);
    let is_column = matches!(left, Scalar::Constant(constant) if constant.via.is_none());
    match left.single() {
        Some(value) if is_column && !sides.is_other() && !sides.values.is_empty() => {
            Lowered::logic(if holds(comparison, value, &sides.values) {
                Logic::TRUE
            } else {
                Logic::FALSE
            })
        }
        _ => Lowered::nothing(),
    }
}

/// Whether a comparison holds between constants.
fn holds(comparison: Comparison, value: &Literal, others: &[&Literal]) -> bool {
    let fold = |text: &str| {
        if comparison.cased {
            text.to_owned()
        } else {
            text.to_lowercase()
        }
    };
    let left = fold(&value.text);
    let test = |other: &&Literal| {
        let right = fold(&other.text);
        let numbers = value.text.parse::<f64>().ok().zip(other.text.parse::<f64>().ok());
        match (comparison.op, numbers) {
            (Op::Eq, Some((a, b))) => a == b,
            (Op::Lt, Some((a, b))) => a < b,
            (Op::Lte, Some((a, b))) => a <= b,
            (Op::Gt, Some((a, b))) => a > b,
            (Op::Gte, Some((a, b))) => a >= b,
            (Op::Eq, None) => left == right,
            (Op::Contains | Op::Match, _) => left.contains(&right),
            (Op::StartsWith, _) => left.starts_with(&right),
            (Op::EndsWith, _) => left.ends_with(&right),
            _ => false,
        }
    };
    if comparison.all {
        others.iter().all(test)
    } else {
        others.iter().any(test)
    }
}
