//! Clauses that were read but not decoded: nothing is known of what they look for or exclude.

use rule::{Level, Reason};

use super::subject::Subject;
use super::{Kind, Look, Remark};

pub(super) static KIND: Kind = Kind {
    code: "undecoded-clause",
    title: "A clause of the query was not decoded",
    level: Level::Note,
    look: Look::Alone(look),
};

fn look(subject: &Subject<'_>) -> Vec<Remark> {
    let opaques = subject.rule().logic.opaques();
    // A machine-learning job has nothing to decode, and a missing file is a problem of its own.
    let is_clause = |why| !matches!(why, Reason::NoQuery | Reason::MissingFile);
    let opaques = opaques.into_iter().filter(|opaque| is_clause(opaque.why));
    opaques
        .map(|opaque| {
            let message = format!("this clause is not decoded: {}", opaque.why.explain());
            subject.at(opaque.span, message).with_help(advice(opaque.why))
        })
        .collect()
}

fn advice(why: Reason) -> &'static str {
    match why {
        Reason::Syntax => "check the spelling; if the vendor's own tools accept it, please report it to us",
        Reason::TooDeep => "write the condition flatter",
        Reason::Undefined => "add the file that defines the name to the source",
        Reason::Computed => "compare a field of the event where you can, so that others find the value",
        Reason::Aggregate => {
            "a plain threshold (count, distinct count) is read; a comparison of aggregates is not"
        }
        Reason::ControlFlow => "write the decision as a condition on the event's fields",
        Reason::Unsupported | Reason::Language | Reason::NoQuery | Reason::MissingFile => {
            "nothing is wrong with the rule; the pages show this clause as it stands"
        }
    }
}
