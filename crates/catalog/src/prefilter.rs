//! Raw terms that only make a search faster.
//!
//! Authors of SPL write `"cmd.exe" … | where match(process, "(?i)cmd\.exe")`: the term lets the index skip events,
//! the comparison decides. Such a term says nothing of its own, so it is in no row; a term that no comparison of
//! the same step repeats stays what it is.

use std::collections::{HashMap, HashSet};

use rule::Operator;

use crate::{Class, Mapped};

/// Gives raw terms that another comparison implies their class. A term with some values of both kinds is split.
pub(crate) fn mark(predicates: &mut Vec<Mapped>) {
    let is_term = |it: &Mapped| it.folded_op == Operator::Keyword && it.leaf.scope.is_positive();
    if !predicates.iter().any(is_term) {
        return;
    }
    let mut compared: HashMap<usize, HashSet<String>> = HashMap::new();
    for it in predicates
        .iter()
        .filter(|it| it.folded_op != Operator::Keyword && it.leaf.scope.is_positive())
    {
        let own = compared.entry(it.leaf.step).or_default();
        own.extend(it.leaf.predicate.values.iter().flat_map(|value| words(value)));
    }
    let none = HashSet::new();
    for it in std::mem::take(predicates) {
        if !is_term(&it) {
            predicates.push(it);
            continue;
        }
        let compared = compared.get(&it.leaf.step).unwrap_or(&none);
        let (implied, own) = split(it, |value| {
            let mut words = words(value).peekable();
            words.peek().is_some() && words.all(|word| compared.contains(&word))
        });
        predicates.extend(implied.map(|it| Mapped {
            class: Class::Prefilter,
            ..it
        }));
        predicates.extend(own);
    }
}

/// A predicate parted by its values.
fn split(it: Mapped, is_first: impl Fn(&str) -> bool) -> (Option<Mapped>, Option<Mapped>) {
    let first: Vec<bool> = it.folded_values.iter().map(|value| is_first(value)).collect();
    let part = |wanted: bool| {
        let keep = |values: &[String]| -> Vec<String> {
            let kept = values.iter().zip(&first).filter(|(_, first)| **first == wanted);
            kept.map(|(value, _)| value.clone()).collect()
        };
        let mut part = it.clone();
        part.folded_values = keep(&it.folded_values);
        part.leaf.predicate.values = keep(&it.leaf.predicate.values);
        (!part.folded_values.is_empty()).then_some(part)
    };
    (part(true), part(false))
}

/// The words of a text or a pattern, in lower case. A letter after a backslash is a class of a pattern at most.
fn words(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    words.filter(|word| !word.is_empty()).map(str::to_lowercase)
}
