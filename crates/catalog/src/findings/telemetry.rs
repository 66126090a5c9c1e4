//! Telemetry that a rule declares and telemetry that its query reads.

use std::collections::BTreeSet;

use rule::Level;

use super::subject::Subject;
use super::{Kind, Look, Remark};

pub(super) static UNREAD: Kind = Kind {
    code: "unread-telemetry",
    title: "Declared telemetry that the query does not read",
    level: Level::Note,
    look: Look::Alone(unread),
};

pub(super) static UNDECLARED: Kind = Kind {
    code: "undeclared-telemetry",
    title: "Telemetry that the query reads but the rule does not declare",
    level: Level::Note,
    look: Look::Alone(undeclared),
};

fn unread(subject: &Subject<'_>) -> Vec<Remark> {
    tell(subject, &subject.known.declaration.unread, |names| {
        let message = format!("the rule declares {names}, and its query does not read it");
        (message, "take the declaration out, or let the query read it")
    })
}

fn undeclared(subject: &Subject<'_>) -> Vec<Remark> {
    tell(subject, &subject.known.declaration.undeclared, |names| {
        let message = format!("the query reads {names}, and the rule does not declare it");
        (
            message,
            "declare it, so that those who lack it know before they enable the rule",
        )
    })
}

fn tell(
    subject: &Subject<'_>,
    events: &[(String, String)],
    word: impl Fn(&str) -> (String, &'static str),
) -> Vec<Remark> {
    let is_known = |(provider, _): &&(String, String)| is_table(subject, provider);
    // What an event is called in a log that is not read at all was worked out from another.
    let read = |provider: &str| read(subject).any(|it| it == provider);
    let name = |(provider, event): &(String, String)| match read(provider) {
        true if event != "any" => format!("{provider}/{event}"),
        _ => provider.clone(),
    };
    let names: BTreeSet<String> = events.iter().filter(is_known).map(name).collect();
    let names = Vec::from_iter(names);
    if names.is_empty() || !is_comparable(subject) {
        return Vec::new();
    }
    let (message, help) = word(&names.join(", "));
    vec![subject.remark(message).with_help(help)]
}

/// A vendor's declarations name what queries read (`words/exact_declarations`), and everything the query reads
/// is known: a saved function may read any table.
fn is_comparable(subject: &Subject<'_>) -> bool {
    let list = subject.knowledge.words.list("exact_declarations");
    list.has(&subject.rule().vendor) && read(subject).all(|provider| is_table(subject, provider))
}

/// The providers whose events the query itself selects.
fn read<'a>(subject: &Subject<'a>) -> impl Iterator<Item = &'a str> {
    let (found, facts) = (subject.found, &subject.knowledge.facts);
    let read = found.iter().filter(|it| it.native && it.read);
    read.map(|it| {
        facts
            .get(&it.provider, &it.event)
            .map_or(&*it.provider, |fact| &*fact.provider)
    })
}

/// Whether a provider is in the tables and stands for one log rather than for several made alike.
fn is_table(subject: &Subject<'_>, provider: &str) -> bool {
    let words = &subject.knowledge.words;
    subject.knowledge.facts.knows(provider) && !words.list("unions").has(&provider.to_lowercase())
}
