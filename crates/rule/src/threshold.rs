//! Conditions on aggregates over events: no predicates (spec/logic.md, "The expression").
//!
//! A list of thresholds holds when all of them do; a threshold with alternatives holds when it or one of
//! those does. Any combination with "and", "or" and "not" can be written so, and [`Threshold::either`] and
//! [`Threshold::none`] do it.

use crate::{Operator, Span};

/// More thresholds, or alternatives of one, than any author writes.
const MAX: usize = 16;

/// A condition on an aggregate over events, like `count(user) by host > 5`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Threshold {
    /// `count`, `distinct_count`, `sum`, `avg`, `min`, `max`, … lower case.
    pub function: String,
    /// What is aggregated; `None` for plain event counts.
    pub of: Option<String>,
    /// Grouping fields.
    pub by: Vec<String>,
    /// `eq`, `gt`, `gte`, `lt` or `lte`.
    pub op: Operator,
    /// The number compared with; where the bound moves with the data, the authored expression for it.
    pub value: String,
    /// The window, as authored.
    pub within: Option<String>,
    /// The step whose events are aggregated; `None` where it is the events of the whole rule.
    pub step: Option<usize>,
    /// Alternatives, which have none of their own: one of them suffices as well.
    pub or: Vec<Threshold>,
    /// Where it stands.
    pub span: Span,
}

impl Threshold {
    /// A threshold on an aggregate of events that are not grouped.
    pub fn new(function: impl Into<String>, op: Operator, value: impl Into<String>, span: Span) -> Self {
        Threshold {
            function: function.into(),
            of: None,
            by: Vec::new(),
            op,
            value: value.into(),
            within: None,
            step: None,
            or: Vec::new(),
            span,
        }
    }

    /// This threshold and its alternatives.
    pub fn alternatives(&self) -> impl Iterator<Item = &Threshold> {
        std::iter::once(self).chain(&self.or)
    }

    /// Calls `change` on this threshold and each of its alternatives.
    pub fn for_each_mut(&mut self, change: &mut impl FnMut(&mut Threshold)) {
        self.or.iter_mut().for_each(&mut *change);
        change(self);
    }

    /// The same threshold where its steps follow `before` others: one on no step in particular is on the first.
    #[must_use]
    pub fn behind(mut self, before: usize) -> Self {
        self.for_each_mut(&mut |it| it.step = Some(before + it.step.unwrap_or(0)));
        self
    }

    /// The thresholds that hold when all of `these` do or all of `those`; `None` for more than anyone reads.
    pub fn either(these: &[Threshold], those: &[Threshold]) -> Option<Vec<Threshold>> {
        if these.len().saturating_mul(those.len()) > MAX {
            return None;
        }
        let pairs = these
            .iter()
            .flat_map(|one| those.iter().map(move |other| (one, other)));
        pairs.map(|(one, other)| one.with_other(other)).collect()
    }

    /// The thresholds that hold when all of several lists do or, unless `every`, one of them; `None` if one is
    /// not known, and for more than anyone reads.
    pub fn joined(
        every: bool,
        lists: impl IntoIterator<Item = Option<Vec<Threshold>>>,
    ) -> Option<Vec<Threshold>> {
        let mut whole: Option<Vec<Threshold>> = None;
        for list in lists {
            let list = list?;
            whole = Some(match whole {
                Some(before) if every => [before, list].concat(),
                Some(before) => Threshold::either(&before, &list)?,
                None => list,
            });
        }
        whole
    }

    /// The thresholds that hold when not all of `these` do; `None` for more than anyone reads.
    pub fn none(these: &[Threshold]) -> Option<Vec<Threshold>> {
        let mut whole: Option<Vec<Threshold>> = None;
        for threshold in these {
            let each = threshold.alternatives().map(Threshold::negated);
            let missed: Vec<Threshold> = each.collect();
            whole = Some(match whole {
                Some(before) => Threshold::either(&before, &missed)?,
                None => missed,
            });
        }
        whole
    }

    /// Whether both ask for the same, wherever they stand.
    pub fn same_meaning(&self, other: &Threshold) -> bool {
        self.or.len() == other.or.len()
            && self
                .alternatives()
                .zip(other.alternatives())
                .all(|(a, b)| a.same(b))
    }

    /// One of both suffices.
    fn with_other(&self, other: &Threshold) -> Option<Threshold> {
        let mut whole = self.clone();
        for alternative in other.alternatives() {
            if !whole.alternatives().any(|known| known.same(alternative)) {
                whole.or.push(Threshold {
                    or: Vec::new(),
                    ..alternative.clone()
                });
            }
        }
        (whole.or.len() < MAX).then_some(whole)
    }

    fn same(&self, other: &Threshold) -> bool {
        let key = |it: &Threshold| (it.op, it.step);
        key(self) == key(other)
            && (&self.function, &self.of, &self.by, &self.value, &self.within)
                == (&other.function, &other.of, &other.by, &other.value, &other.within)
    }

    /// This comparison without its alternatives, turned round. What is not equal is less or more; of a count,
    /// which is never less than none, more.
    fn negated(&self) -> Threshold {
        let with = |op| Threshold {
            op,
            or: Vec::new(),
            ..self.clone()
        };
        match self.op.opposite() {
            Some(op) => with(op),
            None if self.function.contains("count") && self.value == "0" => with(Operator::Gt),
            None => Threshold {
                or: vec![with(Operator::Gt)],
                ..with(Operator::Lt)
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Threshold;
    use crate::{Operator, Span};

    fn at(op: Operator, value: &str) -> Threshold {
        Threshold::new("count", op, value, Span::NONE)
    }

    fn shown(all: Option<Vec<Threshold>>) -> String {
        let one = |it: &Threshold| format!("{} {}", it.op, it.value);
        let clause = |it: &Threshold| it.alternatives().map(one).collect::<Vec<_>>().join(" or ");
        let all = all.unwrap_or_default();
        all.iter().map(clause).collect::<Vec<_>>().join(" and ")
    }

    #[test]
    fn alternatives_are_distributed() {
        let (a, b, c) = (
            at(Operator::Gt, "1"),
            at(Operator::Gt, "2"),
            at(Operator::Gt, "3"),
        );
        let found = Threshold::either(&[a, b], &[c]);
        assert_eq!(shown(found), "gt 1 or gt 3 and gt 2 or gt 3");
    }

    #[test]
    fn negation_turns_and_into_or() {
        let (a, b) = (at(Operator::Gte, "5"), at(Operator::Lt, "9"));
        assert_eq!(shown(Threshold::none(&[a.clone(), b.clone()])), "lt 5 or gte 9");
        let either = Threshold::either(&[a], &[b]).unwrap_or_default();
        assert_eq!(shown(Threshold::none(&either)), "lt 5 and gte 9");
    }

    #[test]
    fn what_is_not_equal_is_less_or_more() {
        assert_eq!(shown(Threshold::none(&[at(Operator::Eq, "2")])), "lt 2 or gt 2");
        assert_eq!(shown(Threshold::none(&[at(Operator::Eq, "0")])), "gt 0");
    }

    #[test]
    fn more_than_anyone_reads_is_refused() {
        let many: Vec<Threshold> = (0..5).map(|n| at(Operator::Gt, &n.to_string())).collect();
        assert_eq!(Threshold::either(&many, &many), None);
    }
}
