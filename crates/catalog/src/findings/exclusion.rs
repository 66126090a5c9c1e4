//! Exclusions that an attacker can satisfy, by what kind of value excuses an event.

use rule::Quantifier;

use super::Remark;
use super::subject::Subject;
use crate::Mapped;

/// What of an event an attacker chooses (`words/chosen_by_actor`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Chosen {
    /// The path of a file of theirs.
    Path,
    /// Its name.
    Name,
    /// A command line.
    Line,
}

impl Chosen {
    /// What the concept of a predicate is, if an attacker chooses it.
    pub(super) fn of(subject: &Subject<'_>, predicate: &Mapped) -> Option<Chosen> {
        let list = subject.knowledge.words.list("chosen_by_actor");
        let word = list.meanings(&predicate.folded_concept).first()?;
        match word.as_str() {
            "path" => Some(Chosen::Path),
            "name" => Some(Chosen::Name),
            "line" => Some(Chosen::Line),
            _ => None,
        }
    }
}

/// Tells of each exclusion that excuses an event alone and whose value is weak; of a predicate that wants all of
/// its values, only if all are.
pub(super) fn weak(
    subject: &Subject<'_>,
    is_weak: impl Fn(&Mapped, &str) -> bool,
    message: impl Fn(&Mapped, &str) -> String,
    help: &'static str,
) -> Vec<Remark> {
    let mut found = Vec::new();
    for predicate in subject.excuses() {
        let values = &predicate.folded_values;
        let weak: Vec<&str> = values
            .iter()
            .map(String::as_str)
            .filter(|value| is_weak(predicate, value))
            .collect();
        let must_all = predicate.leaf.predicate.quantifier == Quantifier::All;
        if weak.is_empty() || (must_all && weak.len() < values.len()) {
            continue;
        }
        let message = message(predicate, &listed(&weak));
        found.push(subject.at(predicate.leaf.predicate.span, message).with_help(help));
    }
    found
}

/// Values as a sentence shows them.
pub(super) fn listed(values: &[&str]) -> String {
    const SHOWN: usize = 3;
    let shown: Vec<String> = values
        .iter()
        .take(SHOWN)
        .map(|value| format!("`{value}`"))
        .collect();
    match values.len().checked_sub(SHOWN) {
        Some(more @ 1..) => format!("{} and {more} more", shown.join(", ")),
        _ => shown.join(", "),
    }
}

/// Whether a path lies where any user may write (`words/user_writable`).
pub(super) fn is_user_writable(subject: &Subject<'_>, path: &str) -> bool {
    let path = path.to_lowercase().replace("\\\\", "\\");
    // A part of a path may begin or end in the middle of one.
    let edge = if path.contains('\\') { '\\' } else { '/' };
    let path = format!("{edge}{path}{edge}");
    if path.contains("\\program files") {
        return false;
    }
    let mut folders = subject.knowledge.words.list("user_writable").iter();
    folders.any(|(folder, _)| path.contains(folder))
}
