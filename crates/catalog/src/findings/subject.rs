//! The rule that is looked at, alone.

use rule::{Fidelity, Rule, Scope, Span};

use super::sketch::find;
use super::{Place, Remark};
use crate::derive::Knowledge;
use crate::entry::Known;
use crate::telemetry::Found;
use crate::{Bridge, Mapped};

/// A rule, and what is known whatever other rules there are.
pub(super) struct Subject<'a> {
    pub(super) attack: &'a Bridge,
    pub(super) knowledge: &'a Knowledge,
    pub(super) known: &'a Known,
    /// The events it reads.
    pub(super) found: &'a [Found],
}

impl<'a> Subject<'a> {
    pub(super) fn rule(&self) -> &'a Rule {
        &self.known.rule
    }

    /// A remark about the rule as a whole.
    pub(super) fn remark(&self, message: impl Into<String>) -> Remark {
        Remark::new(Place::Rule(Span::NONE), message)
    }

    /// A remark about a word of the rule's file: a tag.
    pub(super) fn about(&self, word: &str, message: impl Into<String>) -> Remark {
        Remark::new(Place::Rule(find(self.rule(), word)), message)
    }

    /// A remark about a place of its logic.
    pub(super) fn at(&self, span: Span, message: impl Into<String>) -> Remark {
        Remark::new(Place::Logic(span), message)
    }

    /// Whether a predicate stands for one value of the authored one, and that has no other.
    pub(super) fn is_whole(&self, predicate: &Mapped) -> bool {
        let is_group = |it: &&Mapped| {
            let (own, other) = (&predicate.leaf.predicate, &it.leaf.predicate);
            predicate.leaf.step == it.leaf.step && own.span == other.span && own.field == other.field
        };
        let groups = self.known.predicates.iter().filter(is_group).count();
        groups == 1 && predicate.folded_values.len() == 1
    }

    /// Whether every condition of the rule was decoded without loss.
    pub(super) fn is_exact(&self) -> bool {
        self.known.fidelity == Fidelity::Exact
    }

    /// What the rule looks for in a step.
    pub(super) fn looks_for(&self, step: usize) -> impl Iterator<Item = &'a Mapped> {
        let predicates = self.known.predicates.iter();
        predicates.filter(move |it| it.leaf.step == step && it.leaf.scope.is_positive())
    }

    /// The predicates each of which excuses an event alone.
    pub(super) fn excuses(&self) -> impl Iterator<Item = &'a Mapped> {
        let predicates = self.known.predicates.iter();
        predicates.filter(|it| it.leaf.scope == Scope::Exclusion && !it.leaf.grouped)
    }
}
