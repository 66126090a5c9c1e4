//! Rules that find every event of their log.

use rule::{Level, Operator, Relation};

use super::subject::Subject;
use super::{Kind, Look, Remark};
use crate::Mapped;

pub(super) static KIND: Kind = Kind {
    code: "overbroad-rule",
    title: "A rule that looks for nothing but its log source",
    level: Level::Note,
    look: Look::Alone(look),
};

/// Thresholds, several steps and undecoded clauses say more than the predicates do.
fn look(subject: &Subject<'_>) -> Vec<Remark> {
    let logic = &subject.rule().logic;
    let is_plain =
        logic.relation == Relation::Single && logic.steps.len() == 1 && logic.thresholds.is_empty();
    let predicates = &subject.known.predicates;
    if !is_plain || !subject.is_exact() || predicates.is_empty() {
        return Vec::new();
    }
    let tells = |it: &Mapped| !it.leaf.scope.is_positive() || !names_a_log(subject, it);
    if predicates.iter().any(tells) {
        return Vec::new();
    }
    let message = "the rule finds every event of its log: all its predicates select events of a kind";
    let help = "add what sets the behaviour apart, or a threshold";
    vec![subject.remark(message).with_help(help)]
}

/// Whether a predicate names no more than the log or the kind of its events (`words/names_a_log`, a concept, or
/// a concept and one of its values).
fn names_a_log(subject: &Subject<'_>, it: &Mapped) -> bool {
    let list = subject.knowledge.words.list("names_a_log");
    let concept = &it.folded_concept;
    let is_common = |value: &String| list.has(&format!("{concept}={}", value.to_lowercase()));
    list.has(concept) || (it.folded_op == Operator::Eq && it.folded_values.iter().all(is_common))
}
