//! The rule that is looked at.

use rule::{Fidelity, Rule, Scope, Span};

use super::survey::Survey;
use super::{Place, Remark};
use crate::{Catalog, Entry, Mapped, RuleIx};

/// A rule among all others.
pub(super) struct Subject<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) survey: &'a Survey<'a>,
    pub(super) index: RuleIx,
    pub(super) entry: &'a Entry,
}

impl<'a> Subject<'a> {
    pub(super) fn new(catalog: &'a Catalog, survey: &'a Survey<'a>, index: RuleIx) -> Self {
        Subject {
            catalog,
            survey,
            index,
            entry: catalog.entry(index),
        }
    }

    pub(super) fn rule(&self) -> &'a Rule {
        &self.entry.rule
    }

    /// A remark about the rule as a whole.
    pub(super) fn remark(&self, message: impl Into<String>) -> Remark {
        Remark::new(Place::Rule(Span::NONE), message)
    }

    /// A remark about a word of the rule's file: an id, a tag, a title.
    pub(super) fn about(&self, word: &str, message: impl Into<String>) -> Remark {
        Remark::new(Place::Rule(self.find(word)), message)
    }

    /// A remark about a place of its logic.
    pub(super) fn at(&self, span: Span, message: impl Into<String>) -> Remark {
        Remark::new(Place::Logic(span), message)
    }

    /// Where a word first stands in the rule's own part of its file.
    fn find(&self, word: &str) -> Span {
        let rule = self.rule();
        let (start, text) = match rule.span.text(&rule.text) {
            Some(text) if !rule.span.is_none() => (rule.span.start as usize, text),
            _ => (0, &*rule.text),
        };
        match text.find(word) {
            Some(at) if !word.is_empty() => Span::new(start + at, start + at + word.len()),
            _ => Span::NONE,
        }
    }

    /// Whether both are one rule for different products: of one title, in one folder of one source.
    pub(super) fn is_variant_of(&self, other: &Rule) -> bool {
        let rule = self.rule();
        rule.source == other.source && rule.title == other.title && folder(rule) == folder(other)
    }

    /// Whether a predicate stands for one value of the authored one, and that has no other.
    pub(super) fn is_whole(&self, predicate: &Mapped) -> bool {
        let is_group = |it: &&Mapped| {
            let (own, other) = (&predicate.leaf.predicate, &it.leaf.predicate);
            predicate.leaf.step == it.leaf.step && own.span == other.span && own.field == other.field
        };
        let groups = self.entry.predicates.iter().filter(is_group).count();
        groups == 1 && predicate.folded_values.len() == 1
    }

    /// Whether every condition of the rule was decoded without loss.
    pub(super) fn is_exact(&self) -> bool {
        self.rule().logic.fidelity() == Fidelity::Exact
    }

    /// What the rule looks for in a step.
    pub(super) fn looks_for(&self, step: usize) -> impl Iterator<Item = &'a Mapped> {
        let predicates = self.entry.predicates.iter();
        predicates.filter(move |it| it.leaf.step == step && it.leaf.scope.is_positive())
    }

    /// The predicates each of which excuses an event alone.
    pub(super) fn excuses(&self) -> impl Iterator<Item = &'a Mapped> {
        let predicates = self.entry.predicates.iter();
        predicates.filter(|it| it.leaf.scope == Scope::Exclusion && !it.leaf.grouped)
    }
}

fn folder(rule: &Rule) -> Option<&str> {
    rule.path.rsplit_once('/').map(|(folder, _)| folder)
}
