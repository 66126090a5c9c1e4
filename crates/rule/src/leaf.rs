//! The predicates of a rule with their part in it (spec/logic.md, "Polarity and scope").

use crate::{Logic, Predicate, RuleLogic};

/// What part a predicate plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Positive, only "all" above it.
    Required,
    /// Positive, some "any" above it.
    Alternative,
    /// Negative, only "all" above it: what the rule filters out.
    Exclusion,
    /// Negative, inside an "any" of the rule's positive part.
    Guard,
    /// In a step that must not happen.
    Absent,
}

impl Scope {
    /// The stable lower-case name.
    pub fn id(self) -> &'static str {
        match self {
            Scope::Required => "required",
            Scope::Alternative => "alternative",
            Scope::Exclusion => "exclusion",
            Scope::Guard => "guard",
            Scope::Absent => "absent",
        }
    }

    /// Whether the predicate counts as something the rule looks for.
    pub fn is_positive(self) -> bool {
        matches!(self, Scope::Required | Scope::Alternative)
    }

    /// Whether the predicate counts as something the rule excludes.
    pub fn is_exclusion(self) -> bool {
        matches!(self, Scope::Exclusion | Scope::Guard)
    }
}

/// One predicate of a rule's normal form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// The comparison.
    pub predicate: Predicate,
    /// Whether it is negated.
    pub negated: bool,
    /// The part it plays.
    pub scope: Scope,
    /// For exclusions: whether several must hold together to excuse the event (`not (A and B)`).
    pub grouped: bool,
    /// Index of the stage it stands in: a step, or the stage over their rows, which follows the last.
    pub step: usize,
}

impl RuleLogic {
    /// All predicates of the normal form, in authored order.
    pub fn leaves(&self) -> Vec<Leaf> {
        let mut leaves = Vec::new();
        for (step, it) in self.stages().enumerate() {
            let mut walk = Walk {
                step,
                absent: it.absent,
                leaves: &mut leaves,
            };
            walk.visit(&it.logic.normal(), Place::Top);
        }
        leaves
    }
}

impl Leaf {
    /// Those of one step among the leaves of a rule, which come in the order of its steps.
    pub fn of_step(leaves: &[Leaf], step: usize) -> &[Leaf] {
        let start = leaves.partition_point(|leaf| leaf.step < step);
        let end = leaves.partition_point(|leaf| leaf.step <= step);
        &leaves[start..end]
    }
}

/// What stands above a node of the normal form.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Nothing but "all".
    Top,
    /// An "any" that holds something positive.
    Alternatives,
    /// An "any" of negations only, under nothing but "all".
    GroupedExclusion,
}

struct Walk<'a> {
    step: usize,
    absent: bool,
    leaves: &'a mut Vec<Leaf>,
}

impl Walk<'_> {
    fn visit(&mut self, logic: &Logic, place: Place) {
        match logic {
            Logic::All(parts) => parts.iter().for_each(|part| self.visit(part, place)),
            Logic::Any(parts) => {
                let inside = match place {
                    Place::Top if parts.iter().any(has_positive) => Place::Alternatives,
                    Place::Top => Place::GroupedExclusion,
                    other => other,
                };
                parts.iter().for_each(|part| self.visit(part, inside));
            }
            Logic::Not(inner) => {
                if let Logic::Pred(predicate) = &**inner {
                    self.push(predicate, true, place);
                }
            }
            Logic::Pred(predicate) => self.push(predicate, false, place),
            Logic::Opaque(_) => {}
        }
    }

    fn push(&mut self, predicate: &Predicate, negated: bool, place: Place) {
        let scope = match (self.absent, negated, place) {
            (true, _, _) => Scope::Absent,
            (_, false, Place::Top) => Scope::Required,
            (_, false, _) => Scope::Alternative,
            (_, true, Place::Alternatives) => Scope::Guard,
            (_, true, _) => Scope::Exclusion,
        };
        let grouped = place == Place::GroupedExclusion;
        self.leaves.push(Leaf {
            predicate: predicate.clone(),
            negated,
            scope,
            grouped,
            step: self.step,
        });
    }
}

fn has_positive(logic: &Logic) -> bool {
    match logic {
        Logic::All(parts) | Logic::Any(parts) => parts.iter().any(has_positive),
        Logic::Not(_) => false,
        Logic::Pred(_) | Logic::Opaque(_) => true,
    }
}
