//! Values that a rule looks for and excludes again.

use rule::{Level, Quantifier};

use super::cover::excused;
use super::exclusion::listed;
use super::subject::Subject;
use super::{Kind, Look, Remark};
use crate::Class;

pub(super) static KIND: Kind = Kind {
    code: "dead-value",
    title: "A value that is looked for and excluded again",
    level: Level::Warning,
    look: Look::Alone(look),
};

fn look(subject: &Subject<'_>) -> Vec<Remark> {
    if !subject.is_exact() {
        return Vec::new();
    }
    let steps = 0..subject.rule().logic.steps.len();
    let wanted = steps.flat_map(|step| subject.looks_for(step));
    let wanted = wanted.filter(|it| {
        // A list that several rules share holds more than each of them needs.
        let predicate = &it.leaf.predicate;
        predicate.quantifier == Quantifier::Any && predicate.via.is_none() && it.class != Class::Telemetry
    });
    let dead = wanted.filter_map(|it| {
        let dead = excused(subject, it);
        let values: Vec<&str> = dead.iter().map(|(value, _)| *value).collect();
        // Where nothing is left, the rule or its alternative as a whole never matches.
        let is_part = !dead.is_empty() && dead.len() < it.folded_values.len();
        is_part.then(|| {
            let message = format!(
                "{} can never be found: an exclusion holds for it",
                listed(&values)
            );
            let by = dead
                .first()
                .map_or("", |(_, by)| by.leaf.predicate.field.as_str());
            let help = format!("see what the rule excludes by `{by}`");
            subject.at(it.leaf.predicate.span, message).with_help(help)
        })
    });
    dead.collect()
}
