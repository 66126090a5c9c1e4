//! Arguments and command lines: one row for both.
//!
//! An agent that splits a command line into arguments compares one of them; one that does not compares the
//! line. A whole argument is a word of the line, the start of one follows a blank.

use rule::Operator;

use super::Fold;

/// Concepts of argument lists and of the lines they come from.
const LINES: &[(&str, &str)] = &[
    ("process.args", "process.command_line"),
    ("process.parent.args", "process.parent.command_line"),
];

/// The line concept of an argument concept.
pub(super) fn line_of(concept: &str) -> Option<&'static str> {
    LINES
        .iter()
        .find(|(args, _)| *args == concept)
        .map(|(_, line)| *line)
}

/// What a comparison of an argument means on the command line.
pub(super) fn fold(line: &str, op: Operator, value: &str) -> Fold {
    let (op, value) = match op {
        Operator::Eq => (Operator::Match, value.to_owned()),
        Operator::StartsWith => (Operator::Contains, format!(" {value}")),
        Operator::EndsWith => (Operator::Contains, value.to_owned()),
        Operator::Wildcard => (Operator::Wildcard, format!("*{}*", value.trim_matches('*'))),
        other => (other, value.to_owned()),
    };
    Fold {
        concept: line.to_owned(),
        op,
        value,
    }
}
