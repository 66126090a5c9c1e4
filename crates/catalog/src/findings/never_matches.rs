//! Rules that no event can satisfy.

use std::collections::BTreeSet;

use rule::{Level, Operator, Quantifier, Relation, Scope};

use super::cover::excused;
use super::exclusion::listed;
use super::subject::Subject;
use super::{Kind, Look, Remark};
use crate::Mapped;

pub(super) static KIND: Kind = Kind {
    code: "never-matches",
    title: "A condition that no event can satisfy",
    level: Level::Warning,
    look: Look::Alone(look),
};

fn look(subject: &Subject<'_>) -> Vec<Remark> {
    let mut found = Vec::new();
    if !subject.is_exact() {
        return found;
    }
    for (step, it) in subject.rule().logic.steps.iter().enumerate() {
        if it.absent {
            continue;
        }
        if it.logic.constant() == Some(false) {
            let message = format!("{} is never true: it wants and excludes the same", whole(subject));
            found.push(subject.remark(message).with_help("take one of the two out"));
            continue;
        }
        found.extend(contradiction(subject, step));
        found.extend(all_excused(subject, step));
    }
    found
}

fn whole(subject: &Subject<'_>) -> &'static str {
    match subject.rule().logic.relation {
        Relation::Single => "the condition",
        _ => "the condition of a step",
    }
}

fn required<'a>(subject: &Subject<'a>, step: usize) -> impl Iterator<Item = &'a Mapped> {
    let looked_for = subject.looks_for(step);
    looked_for
        .filter(|it| it.leaf.scope == Scope::Required && it.leaf.predicate.quantifier == Quantifier::Any)
}

/// A field of one value that must be equal to two things at once.
fn contradiction(subject: &Subject<'_>, step: usize) -> Option<Remark> {
    let list = subject.knowledge.words.list("single_valued");
    let is_single = |it: &&Mapped| it.folded_op == Operator::Eq && list.has(&it.folded_concept);
    let wanted: Vec<&Mapped> = required(subject, step).filter(is_single).collect();
    for (i, one) in wanted.iter().enumerate() {
        for other in &wanted[i + 1..] {
            let span = one.leaf.predicate.span;
            let same_leaf = !span.is_none() && span == other.leaf.predicate.span;
            if one.folded_concept != other.folded_concept || same_leaf || !are_disjoint(one, other) {
                continue;
            }
            let field = &one.folded_concept;
            let values = [one, other].map(|it| listed(&values(it)));
            let message = format!("`{field}` can not be {} and {} at once", values[0], values[1]);
            let help = "combine them with `or` if either will do";
            return Some(subject.at(other.leaf.predicate.span, message).with_help(help));
        }
    }
    None
}

fn are_disjoint(one: &Mapped, other: &Mapped) -> bool {
    let lower =
        |it: &Mapped| -> BTreeSet<String> { it.folded_values.iter().map(|v| v.to_lowercase()).collect() };
    lower(one).is_disjoint(&lower(other))
}

fn values(it: &Mapped) -> Vec<&str> {
    it.folded_values.iter().map(String::as_str).collect()
}

/// Something the rule must find of which every value is excused.
fn all_excused(subject: &Subject<'_>, step: usize) -> Option<Remark> {
    // A predicate whose values fold differently stands in several groups, and one of them may be left.
    let groups: Vec<&Mapped> = required(subject, step).collect();
    let wanted = groups.iter().find(|it| {
        let is_alone = groups.iter().filter(|other| is_same_leaf(other, it)).count() == 1;
        let count = it.folded_values.len();
        is_alone && count > 0 && excused(subject, it).len() == count
    })?;
    let message = format!("every event with {} is excluded again", listed(&values(wanted)));
    let span = wanted.leaf.predicate.span;
    Some(
        subject
            .at(span, message)
            .with_help("narrow the exclusion, or take it out"),
    )
}

fn is_same_leaf(one: &Mapped, other: &Mapped) -> bool {
    one.leaf.predicate.field == other.leaf.predicate.field
        && one.leaf.predicate.span == other.leaf.predicate.span
}
