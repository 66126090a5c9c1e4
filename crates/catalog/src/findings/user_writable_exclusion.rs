//! Exclusions of folders in which any user may put a file.

use rule::{Level, Operator};

use super::exclusion::{Chosen, is_user_writable, weak};
use super::subject::Subject;
use super::{Kind, Look, Remark};

pub(super) static KIND: Kind = Kind {
    code: "user-writable-exclusion",
    title: "An exclusion of a folder that any user can write to",
    level: Level::Warning,
    look: Look::Alone(look),
};

fn look(subject: &Subject<'_>) -> Vec<Remark> {
    weak(
        subject,
        |predicate, value| {
            predicate.folded_op != Operator::RegexMatch
                && Chosen::of(subject, predicate) == Some(Chosen::Path)
                && is_user_writable(subject, value)
        },
        |predicate, values| {
            format!(
                "whoever can write to {values} is excused: `{}` alone excludes it",
                predicate.folded_concept
            )
        },
        "tie the exclusion to a signer, a hash or a parent as well, or to a folder that only administrators write to",
    )
}
