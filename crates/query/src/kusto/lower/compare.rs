//! Comparisons: what stands on either side decides what they say.

use rule::{Logic, Loss, Operator as Op, Predicate, Quantifier, Reason, Span, Threshold};

use super::Lowerer;
use super::flow::Columns;
use super::functions::{is_time_column, sounds_like_time};
use super::lowered::Lowered;
use super::scalar::{Aggregate, Cases, Field, Lookup, Scalar};
use crate::kusto::ast::{Comparison, Expr, Kind, Literal};
use crate::{Pattern, canonical_number};

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
        let op = match comparison.op {
            Op::Eq => Op::Eq,
            Op::Lt => Op::Gt,
            Op::Gt => Op::Lt,
            Op::Lte => Op::Gte,
            Op::Gte => Op::Lte,
            _ => return Lowered::opaque(self.text, Reason::Computed, span),
        };
        let comparison = Comparison { op, ..comparison };
        let parts = right
            .into_iter()
            .map(|side| self.compare(comparison, side, vec![left.clone()], span));
        let parts = parts.collect();
        Lowered::any(parts, self.text)
    }

    fn compare_field(
        &mut self,
        comparison: Comparison,
        field: &Field,
        right: &[Scalar],
        span: Span,
    ) -> Lowered {
        if is_time_column(&field.path) {
            return Lowered::nothing();
        }
        if let [Scalar::Field(other)] = right
            && let Some(lowered) = self.collected_test(comparison, field, other, span)
        {
            return lowered;
        }
        let sides = Sides::of(right);
        if !self.spend(1 + sides.values.len() / 4) {
            return Lowered::opaque(self.text, Reason::TooDeep, span);
        }
        let is_ordered = matches!(comparison.op, Op::Lt | Op::Lte | Op::Gt | Op::Gte);
        let mut parts = Vec::new();
        if !sides.values.is_empty() {
            parts.push(self.value_test(comparison, field, &sides, span));
        }
        for lookup in sides.lookups {
            parts.push(if is_ordered {
                Lowered::opaque(self.text, Reason::Computed, span)
            } else {
                self.lookup_test(field, lookup, span)
            });
        }
        for name in sides.unfilled {
            let predicate = Predicate::new(self.shown(field), Op::Lookup, [name], span);
            parts.push(self.about(field, Logic::Pred(predicate)));
        }
        for other in sides.fields {
            parts.push(self.field_test(comparison, field, other, span));
        }
        if sides.aggregates {
            parts.push(Lowered::opaque(self.text, Reason::Aggregate, span));
        }
        if sides.computed {
            parts.push(Lowered::opaque(self.text, Reason::Computed, span));
        }
        if comparison.all {
            Lowered::all(parts)
        } else {
            Lowered::any(parts, self.text)
        }
    }

    fn value_test(&self, comparison: Comparison, field: &Field, sides: &Sides<'_>, span: Span) -> Lowered {
        let is_string = sides.values.iter().any(|value| value.is_string);
        let cased = comparison.cased && is_string;
        let values: Vec<String> = sides.values.iter().map(|value| value.text.clone()).collect();
        if comparison.op == Op::Wildcard {
            let patterns: Vec<Pattern> = values.iter().map(|value| Pattern::glob(value)).collect();
            let case = comparison.cased && !field.folded;
            let logic = Pattern::fold_all(self.shown(field), &patterns, Quantifier::Any, case, |_| span);
            return self.about(field, logic);
        }
        if values.iter().all(|value| is_placeholder(value)) {
            let predicate = Predicate::new(self.shown(field), Op::Lookup, values, span);
            return self.about(field, Logic::Pred(predicate.via(sides.via())));
        }
        let comparison = Comparison { cased, ..comparison };
        let mut lowered = self.predicate(field, comparison, comparison.op, values, span);
        if let Some(Logic::Pred(predicate)) = &mut lowered.logic {
            predicate.via = sides.via();
        }
        lowered
    }

    /// A predicate on a field.
    pub(super) fn predicate(
        &self,
        field: &Field,
        comparison: Comparison,
        op: Op,
        values: Vec<String>,
        span: Span,
    ) -> Lowered {
        let insensitive = op == Op::RegexMatch && values.iter().all(|value| value.starts_with("(?i)"));
        let cased = comparison.cased && !field.folded && !insensitive;
        let quantifier = if comparison.all && values.len() > 1 {
            Quantifier::All
        } else {
            Quantifier::Any
        };
        let predicate = Predicate::new(self.shown(field), op, values, span)
            .case_sensitive(cased)
            .quantified(quantifier);
        self.about(field, Logic::Pred(predicate))
    }

    fn lookup_test(&self, field: &Field, lookup: &Lookup, span: Span) -> Lowered {
        let predicate = Predicate::new(self.shown(field), Op::Lookup, [lookup.name.as_str()], span);
        self.about(field, Logic::Pred(predicate.via(lookup.via.clone())))
    }

    /// A field compared with the values that `make_set` collected from other events: a baseline.
    fn collected_test(
        &self,
        comparison: Comparison,
        field: &Field,
        other: &Field,
        span: Span,
    ) -> Option<Lowered> {
        let (member, set) = match (&field.collected, &other.collected) {
            (Some(_), None) => (other, field),
            (None, Some(_)) => (field, other),
            _ => return None,
        };
        if !matches!(comparison.op, Op::Eq | Op::Match | Op::Contains) {
            return None;
        }
        let name = set.name.as_deref().unwrap_or(&set.path);
        let predicate = Predicate::new(self.shown(member), Op::Lookup, [name], span);
        Some(self.about(member, Logic::Pred(predicate)))
    }

    fn field_test(&self, comparison: Comparison, field: &Field, other: &Field, span: Span) -> Lowered {
        if is_time_column(&other.path) || (sounds_like_time(&field.path) && sounds_like_time(&other.path)) {
            return Lowered::nothing();
        }
        if comparison.op != Op::Eq {
            return Lowered::opaque(self.text, Reason::Computed, span);
        }
        let cased = comparison.cased && !field.folded && !other.folded;
        let (left, right) = names_apart(field, other);
        let predicate = Predicate::new(left, Op::FieldEq, [right], span);
        let mut lowered = self.about(field, Logic::Pred(predicate.case_sensitive(cased)));
        lowered.losses.extend(&other.losses);
        lowered.steps.extend(other.step);
        lowered
    }

    fn compare_length(&self, comparison: Comparison, field: &Field, right: &[Scalar], span: Span) -> Lowered {
        let number = match right {
            [side] => side.single(),
            _ => None,
        };
        match number {
            Some(number) if is_ordered_or_equal(comparison.op) => {
                let predicate =
                    Predicate::length(self.shown(field), comparison.op, number.text.as_str(), span);
                self.about(field, Logic::Pred(predicate))
            }
            _ => Lowered::opaque(self.text, Reason::Computed, span),
        }
    }

    fn compare_aggregate(
        &self,
        comparison: Comparison,
        aggregate: Aggregate,
        right: &[Scalar],
        span: Span,
    ) -> Lowered {
        let number = match right {
            [side] => side.single().filter(|number| number.text.parse::<f64>().is_ok()),
            _ => None,
        };
        match number {
            Some(number) if is_ordered_or_equal(comparison.op) => Lowered::threshold(Threshold {
                function: aggregate.function,
                of: aggregate.of,
                by: aggregate.by,
                op: comparison.op,
                value: canonical_number(&number.text),
                within: aggregate.within,
                span,
            }),
            _ => Lowered::opaque(self.text, Reason::Aggregate, span),
        }
    }

    /// A truth value compared with `true`, `false`, 0 or 1.
    fn compare_truth(
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

    fn compare_cases(&self, comparison: Comparison, cases: &Cases, right: &[Scalar], span: Span) -> Lowered {
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
    fn compare_score(
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

/// The right sides of a comparison, sorted.
#[derive(Default)]
struct Sides<'a> {
    values: Vec<&'a Literal>,
    names: Vec<&'a str>,
    lookups: Vec<&'a Lookup>,
    /// Lists that whoever runs the rule is to fill in.
    unfilled: Vec<&'a str>,
    fields: Vec<&'a Field>,
    aggregates: bool,
    computed: bool,
}

impl<'a> Sides<'a> {
    fn of(right: &'a [Scalar]) -> Self {
        let mut sides = Sides::default();
        for side in right {
            match side {
                Scalar::Constant(constant) if constant.values.is_empty() => {
                    sides.unfilled.extend(constant.via.as_deref());
                }
                Scalar::Constant(constant) => {
                    sides.values.extend(constant.values.iter());
                    sides.names.extend(constant.via.as_deref());
                }
                Scalar::Lookup(lookup) => sides.lookups.push(lookup),
                Scalar::Field(field) => sides.fields.push(field),
                Scalar::Aggregate(_) => sides.aggregates = true,
                _ => sides.computed = true,
            }
        }
        sides
    }

    /// Whether there is anything but constants.
    fn is_other(&self) -> bool {
        self.computed || self.aggregates || !self.lookups.is_empty() || !self.fields.is_empty()
    }

    /// The names the values were reached through.
    fn via(&self) -> Option<String> {
        let mut names = self.names.clone();
        names.dedup();
        (!names.is_empty()).then(|| names.join(", "))
    }
}

/// What two fields are called beside each other. Fields of different events go by their columns' names: the
/// paths alone would not tell them apart.
fn names_apart<'a>(field: &'a Field, other: &'a Field) -> (&'a str, &'a str) {
    if field.path != other.path && (field.step == other.step || field.step.is_none() || other.step.is_none())
    {
        return (&field.path, &other.path);
    }
    let name = |field: &'a Field| field.name.as_deref().unwrap_or(&field.path);
    (name(field), name(other))
}

/// Constants among themselves. A `let` is a switch of the query and says nothing about events; a constant
/// column tells the branches of a union apart.
fn settled(comparison: Comparison, left: &Scalar, right: &[Scalar]) -> Lowered {
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

/// A value that whoever runs the rule is to fill in: `<tenant>`.
fn is_placeholder(value: &str) -> bool {
    let inner = value.strip_prefix('<').and_then(|value| value.strip_suffix('>'));
    inner.is_some_and(|inner| !inner.is_empty() && !inner.contains(['<', '>']))
}

fn is_ordered_or_equal(op: Op) -> bool {
    matches!(op, Op::Eq | Op::Lt | Op::Lte | Op::Gt | Op::Gte)
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
