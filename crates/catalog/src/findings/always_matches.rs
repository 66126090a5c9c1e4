//! Conditions that every event satisfies.

use rule::Level;

use super::subject::Subject;
use super::{Kind, Look, Remark};

pub(super) static KIND: Kind = Kind {
    code: "always-matches",
    title: "A condition that every event satisfies",
    level: Level::Warning,
    look: Look::Alone(look),
};

/// A step without any condition counts events or names a source; one whose conditions cancel is a mistake.
fn look(subject: &Subject<'_>) -> Vec<Remark> {
    if !subject.is_exact() {
        return Vec::new();
    }
    let steps = subject.rule().logic.steps.iter();
    let always = steps.filter(|it| !it.absent && !it.logic.is_true() && it.logic.constant() == Some(true));
    always
        .map(|_| {
            let message = "the condition is always true: one alternative is the opposite of another";
            subject
                .remark(message)
                .with_help("join the two with `and`, or take one out")
        })
        .collect()
}
