//! Exclusions by a file's name alone.

use rule::{Level, Operator};

use super::exclusion::{Chosen, weak};
use super::subject::Subject;
use super::{Kind, Look, Remark};
use crate::Mapped;

pub(super) static KIND: Kind = Kind {
    code: "name-only-exclusion",
    title: "An exclusion by a file's name alone",
    level: Level::Note,
    look: Look::Alone(look),
};

/// A program that is known by something else and has another name is renamed: there the name is what is looked
/// for.
const KNOWN_OTHERWISE: &[&str] = &[
    "process.pe.original_file_name",
    "process.pe.description",
    "process.pe.product",
    "process.pe.company",
    "process.pe.imphash",
];

/// An exclusion that narrows a name the rule itself looks for is a part of its condition.
fn look(subject: &Subject<'_>) -> Vec<Remark> {
    weak(
        subject,
        |predicate, value| {
            let concept = &predicate.folded_concept;
            let tells = |it: &Mapped| {
                it.folded_concept == *concept || KNOWN_OTHERWISE.contains(&it.folded_concept.as_str())
            };
            let compares = !matches!(
                predicate.folded_op,
                Operator::RegexMatch
                    | Operator::Exists
                    | Operator::Lookup
                    | Operator::FieldEq
                    | Operator::Length
            );
            compares
                && Chosen::of(subject, predicate) == Some(Chosen::Name)
                && !value.contains(['\\', '/'])
                && !subject.looks_for(predicate.leaf.step).any(tells)
        },
        |predicate, values| {
            format!(
                "any file named {values} is excused: `{}` alone excludes it",
                predicate.folded_concept
            )
        },
        "exclude the whole path, or the name together with a signer or a parent",
    )
}
