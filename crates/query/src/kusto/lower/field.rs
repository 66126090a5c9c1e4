//! Comparisons of a field: predicates, lookups and fields against fields.

use rule::{Logic, Operator as Op, Predicate, Quantifier, Reason, Span};

use super::Lowerer;
use super::compare::mirrored;
use super::functions::{is_time_column, sounds_like_time};
use super::lowered::Lowered;
use super::scalar::{Aggregate, Field, Lookup, Scalar};
use super::sides::Sides;
use crate::Pattern;
use crate::kusto::ast::Comparison;

impl Lowerer<'_> {
    pub(super) fn compare_field(
        &mut self,
        comparison: Comparison,
        field: &Field,
        right: &[Scalar],
        span: Span,
    ) -> Lowered {
        if is_time_column(field.told()) {
            return Lowered::nothing();
        }
        if field.scaled {
            return Lowered::opaque(self.text, Reason::Computed, span);
        }
        if let [Scalar::Aggregate(aggregate)] = right {
            return self.against_aggregate(comparison, field, aggregate, span);
        }
        if let [Scalar::Field(other)] = right
            && let Some(lowered) = self.collected_test(comparison, field, other, span)
        {
            return lowered;
        }
        let mut sides = Sides::of(right);
        if !comparison.negated {
            sides.spread_lists();
        }
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
            let predicate = Predicate::new(field.shown(), Op::Lookup, [name], span);
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

    /// A field compared with an aggregate: a threshold told from the other side.
    fn against_aggregate(
        &mut self,
        comparison: Comparison,
        field: &Field,
        aggregate: &Aggregate,
        span: Span,
    ) -> Lowered {
        let Some(op) = mirrored(comparison.op) else {
            return Lowered::opaque(self.text, Reason::Aggregate, span);
        };
        let (aggregate, field) = (Scalar::Aggregate(aggregate.clone()), Scalar::Field(field.clone()));
        self.compare(Comparison { op, ..comparison }, aggregate, vec![field], span)
    }

    fn value_test(&self, comparison: Comparison, field: &Field, sides: &Sides<'_>, span: Span) -> Lowered {
        let is_string = sides.values.iter().any(|value| value.is_string);
        let cased = comparison.cased && is_string;
        let values: Vec<String> = sides.values.iter().map(|value| value.text.clone()).collect();
        if comparison.op == Op::Wildcard {
            let patterns: Vec<Pattern> = values.iter().map(|value| Pattern::glob(value)).collect();
            let case = comparison.cased && !field.folded;
            let logic = Pattern::fold_all(field.shown(), &patterns, Quantifier::Any, case, |_| span);
            return self.about(field, logic);
        }
        if values.iter().all(|value| is_placeholder(value)) {
            let predicate = Predicate::new(field.shown(), Op::Lookup, values, span);
            return self.about(field, Logic::Pred(predicate.via(sides.via())));
        }
        if comparison.op == Op::Eq && values == ["null"] && !is_string {
            let missing = Logic::Pred(Predicate::exists(field.shown(), span));
            return self.about(field, Logic::not(missing));
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
        let predicate = Predicate::new(field.shown(), op, values, span)
            .case_sensitive(cased)
            .quantified(quantifier);
        self.about(field, Logic::Pred(predicate))
    }

    fn lookup_test(&self, field: &Field, lookup: &Lookup, span: Span) -> Lowered {
        let predicate = Predicate::new(field.shown(), Op::Lookup, [lookup.name.as_str()], span);
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
        let may_be_member = matches!(comparison.op, Op::Eq | Op::Match | Op::Contains)
            || (comparison.op == Op::CidrMatch && other.collected.is_some());
        if !may_be_member {
            return None;
        }
        let predicate = Predicate::new(member.shown(), Op::Lookup, [set.shown()], span);
        Some(self.about(member, Logic::Pred(predicate)))
    }

    fn field_test(&self, comparison: Comparison, field: &Field, other: &Field, span: Span) -> Lowered {
        if is_time_column(other.told()) || (sounds_like_time(field.told()) && sounds_like_time(other.told()))
        {
            return Lowered::nothing();
        }
        // Two parts of one column go by one name.
        if comparison.op != Op::Eq || field.shown() == other.shown() {
            return Lowered::opaque(self.text, Reason::Computed, span);
        }
        let cased = comparison.cased && !field.folded && !other.folded;
        let predicate = Predicate::new(field.shown(), Op::FieldEq, [other.shown()], span);
        let mut lowered = self.about(field, Logic::Pred(predicate.case_sensitive(cased)));
        lowered.losses.extend(&other.losses);
        lowered.steps.extend(other.step);
        lowered
    }
}

/// A value that whoever runs the rule is to fill in: `<tenant>`.
fn is_placeholder(value: &str) -> bool {
    let inner = value.strip_prefix('<').and_then(|value| value.strip_suffix('>'));
    inner.is_some_and(|inner| !inner.is_empty() && !inner.contains(['<', '>']))
}
