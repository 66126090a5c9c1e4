//! Exclusions of a part of a path: the same part can stand below any other folder.

use rule::{Level, Operator};

use super::exclusion::{Chosen, is_user_writable, weak};
use super::subject::Subject;
use super::{Kind, Look, Remark};

pub(super) static KIND: Kind = Kind {
    code: "unanchored-exclusion",
    title: "An exclusion of a part of a path",
    level: Level::Note,
    look: Look::Alone(look),
};

fn look(subject: &Subject<'_>) -> Vec<Remark> {
    weak(
        subject,
        |predicate, value| {
            Chosen::of(subject, predicate) == Some(Chosen::Path)
                && is_unanchored(predicate.folded_op, value)
                && !is_user_writable(subject, value)
        },
        |_, values| format!("a path that holds {values} below any other folder is excused as well"),
        "start the path at its root: `C:\\Windows\\…`, `/usr/…`",
    )
}

/// A colon stands after a drive only, so what holds one starts at a root.
fn is_unanchored(op: Operator, value: &str) -> bool {
    let is_open = match op {
        Operator::Contains | Operator::EndsWith => true,
        Operator::Wildcard => value.starts_with('*'),
        _ => false,
    };
    let lower = value.to_lowercase();
    let has_root = lower.contains(':') || lower.contains("\\device\\") || lower.contains('%');
    is_open && value.contains(['\\', '/']) && !has_root
}
