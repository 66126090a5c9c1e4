//! Conditions on the way to logic: beside predicates they hold what is no predicate.

use std::rc::Rc;

use rule::{Logic, Reason, Span, Threshold};

use super::tags::Tagged;

/// A condition of a stage.
#[derive(Clone, Debug)]
pub(super) enum Cond {
    /// Every part holds.
    All(Vec<Cond>),
    /// Some part holds.
    Any(Vec<Cond>),
    /// The part does not hold.
    Not(Box<Cond>),
    /// A predicate or an opaque clause.
    Leaf(Logic),
    /// A condition on an aggregate, and the text it stands in.
    Threshold(Threshold, String),
    /// A test of a column that tells united searches apart.
    Tagged(Rc<Tagged>),
    /// A condition that says nothing about the event: times, options, joins on columns.
    Plumbing,
}

impl Cond {
    /// Always holds.
    pub(super) const TRUE: Cond = Cond::All(Vec::new());
    /// Never holds.
    pub(super) const FALSE: Cond = Cond::Any(Vec::new());

    /// The part does not hold; a constant folds away.
    pub(super) fn not(self) -> Cond {
        match self {
            Cond::Not(inner) => *inner,
            Cond::All(parts) if parts.is_empty() => Cond::FALSE,
            Cond::Any(parts) if parts.is_empty() => Cond::TRUE,
            Cond::Plumbing => Cond::Plumbing,
            other => Cond::Not(Box::new(other)),
        }
    }

    /// Both hold.
    pub(super) fn and(self, other: Cond) -> Cond {
        match (self, other) {
            (a, b) if a.is_false() || b.is_false() => Cond::FALSE,
            (a, b) if a.is_true() => b,
            (a, b) if b.is_true() => a,
            (a, b) => Cond::All(vec![a, b]),
        }
    }

    /// One of both holds.
    pub(super) fn or(self, other: Cond) -> Cond {
        match (self, other) {
            (a, b) if a.is_true() || b.is_true() => Cond::TRUE,
            (a, b) if a.is_false() => b,
            (a, b) if b.is_false() => a,
            (a, b) => Cond::Any(vec![a, b]),
        }
    }

    /// The negation of a comparison. An opaque clause is the whole comparison, its negation included.
    pub(super) fn unequal(self) -> Cond {
        match self {
            opaque @ Cond::Leaf(Logic::Opaque(_)) => opaque,
            other => other.not(),
        }
    }

    /// `then` where this holds, `other` where it does not.
    pub(super) fn decide(self, then: Cond, other: Cond) -> Cond {
        match () {
            () if then.same(&other) => other,
            () if then.is_true() => self.or(other),
            () if other.is_true() => self.not().or(then),
            () if then.is_false() => self.not().and(other),
            () if other.is_false() => self.and(then),
            () => self.clone().and(then).or(self.not().and(other)),
        }
    }

    /// Whether both say the same in the same order.
    fn same(&self, other: &Cond) -> bool {
        match (self, other) {
            (Cond::All(a), Cond::All(b)) | (Cond::Any(a), Cond::Any(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.same(b))
            }
            (Cond::Not(a), Cond::Not(b)) => a.same(b),
            (Cond::Leaf(a), Cond::Leaf(b)) => a.same_meaning(b),
            (Cond::Threshold(a, _), Cond::Threshold(b, _)) => a == b,
            (Cond::Plumbing, Cond::Plumbing) => true,
            _ => false,
        }
    }

    pub(super) fn is_true(&self) -> bool {
        matches!(self, Cond::All(parts) if parts.is_empty())
    }

    pub(super) fn is_false(&self) -> bool {
        matches!(self, Cond::Any(parts) if parts.is_empty())
    }

    /// How many nodes it has and how deep it is.
    pub(super) fn measure(&self) -> (usize, usize) {
        match self {
            Cond::All(parts) | Cond::Any(parts) => parts
                .iter()
                .map(Cond::measure)
                .fold((1, 1), |sum, part| (sum.0 + part.0, sum.1.max(part.1 + 1))),
            Cond::Not(inner) => {
                let (size, depth) = inner.measure();
                (size + 1, depth + 1)
            }
            Cond::Leaf(_) | Cond::Threshold(..) | Cond::Tagged(_) | Cond::Plumbing => (1, 1),
        }
    }

    /// Takes out the tests of tags that must hold (or must not: the flag) for the whole to.
    pub(super) fn take_tagged(self, negated: bool, found: &mut Vec<(Rc<Tagged>, bool)>) -> Cond {
        let mut each = |parts: Vec<Cond>| {
            parts
                .into_iter()
                .map(|part| part.take_tagged(negated, found))
                .collect()
        };
        match self {
            Cond::Tagged(tagged) => {
                found.push((tagged, negated));
                Cond::Plumbing
            }
            Cond::Not(inner) => inner.take_tagged(!negated, found).not(),
            Cond::All(parts) if !negated && !parts.is_empty() => Cond::All(each(parts)),
            Cond::Any(parts) if negated && !parts.is_empty() => Cond::Any(each(parts)),
            other => other,
        }
    }

    /// The logic of a condition; thresholds that hold for the whole rule go to `thresholds`, others are
    /// opaque. Nothing remains of a condition that is all plumbing.
    pub(super) fn settle(self, thresholds: &mut Vec<Threshold>) -> Option<Logic> {
        settle(self, false, true, thresholds)
    }

    /// The thresholds that a condition on nothing but aggregates comes to.
    fn aggregates(&self, negated: bool) -> Option<Vec<Threshold>> {
        let (parts, every) = match self {
            Cond::Threshold(threshold, _) if negated => {
                return Threshold::none(std::slice::from_ref(threshold));
            }
            Cond::Threshold(threshold, _) => return Some(vec![threshold.clone()]),
            Cond::Not(inner) => return inner.aggregates(!negated),
            Cond::All(parts) => (parts, !negated),
            Cond::Any(parts) => (parts, negated),
            Cond::Leaf(_) | Cond::Tagged(_) | Cond::Plumbing => return None,
        };
        let said = parts.iter().filter(|part| !matches!(part, Cond::Plumbing));
        Threshold::joined(every, said.map(|part| part.aggregates(negated)))
    }
}

/// `negated` tells whether an odd number of negations stands above, `top` whether the condition must hold for
/// the rule to find (or must not, when negated).
fn settle(cond: Cond, negated: bool, top: bool, thresholds: &mut Vec<Threshold>) -> Option<Logic> {
    if let Some(found) = top.then(|| cond.aggregates(negated)).flatten() {
        thresholds.extend(found);
        return None;
    }
    match cond {
        Cond::Plumbing => None,
        Cond::Leaf(logic) => Some(logic),
        Cond::Tagged(tagged) => Some(tagged.clause.clone()),
        Cond::Not(inner) => settle(*inner, !negated, top, thresholds).map(Logic::not),
        Cond::Threshold(threshold, text) => Some(Logic::opaque(text, Reason::Aggregate, threshold.span)),
        Cond::All(parts) => {
            let top = top && (!negated || parts.len() == 1);
            parts_of(parts, negated, top, thresholds).map(Logic::all)
        }
        Cond::Any(parts) => {
            let top = top && (negated || parts.len() == 1);
            parts_of(parts, negated, top, thresholds).map(Logic::any)
        }
    }
}

fn parts_of(
    parts: Vec<Cond>,
    negated: bool,
    top: bool,
    thresholds: &mut Vec<Threshold>,
) -> Option<Vec<Logic>> {
    if parts.is_empty() {
        return Some(Vec::new());
    }
    let kept: Vec<Logic> = parts
        .into_iter()
        .filter_map(|part| settle(part, negated, top, thresholds))
        .collect();
    (!kept.is_empty()).then_some(kept)
}

/// An opaque leaf.
pub(super) fn opaque(text: impl Into<String>, why: Reason, span: Span) -> Cond {
    Cond::Leaf(Logic::opaque(text, why, span))
}
