//! Exclusions by words of a command line.

use rule::{Level, Operator};

use super::exclusion::{Chosen, weak};
use super::subject::Subject;
use super::{Kind, Look, Remark};

pub(super) static KIND: Kind = Kind {
    code: "command-line-exclusion",
    title: "An exclusion by words of a command line",
    level: Level::Note,
    look: Look::Alone(look),
};

/// Fewer characters are an argument rather than words of one.
const SHORTEST: usize = 4;

fn look(subject: &Subject<'_>) -> Vec<Remark> {
    weak(
        subject,
        |predicate, value| {
            let is_open = matches!(
                predicate.folded_op,
                Operator::Contains | Operator::EndsWith | Operator::Match | Operator::Wildcard
            );
            is_open && !is_switch(value) && Chosen::of(subject, predicate) == Some(Chosen::Line)
        },
        |_, values| format!("a command line with {values} anywhere in it is excused"),
        "an attacker can add words to a command line; compare the whole of it, or exclude the program that writes it",
    )
}

/// A switch makes the program do something else, so an attacker cannot add it and have their way.
fn is_switch(text: &str) -> bool {
    let text = text.trim_matches(['*', ' ', '"']);
    let is_word = |rest: &str| !rest.contains(['/', '\\', ' ']);
    text.starts_with(['-', '+'])
        || text.strip_prefix('/').is_some_and(is_word)
        || text.chars().count() < SHORTEST
}

#[cfg(test)]
mod tests {
    use super::is_switch;

    #[test]
    fn a_switch_changes_what_a_program_does() {
        for text in [" --help", "-d", "+r", "/FORCELOGOFF", "*/u*", "ls"] {
            assert!(is_switch(text), "{text}");
        }
        for text in ["/usr/sbin/lynis", "\\xampp\\", "https://go.microsoft.com/"] {
            assert!(!is_switch(text), "{text}");
        }
    }
}
