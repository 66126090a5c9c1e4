//! What rules can be chosen by.

use catalog::Entry;
use rule::SeverityLevel;

use crate::book::Book;
use crate::views::severity;

/// A key: a name and the words a rule has for it.
pub(super) struct Key {
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    pub(super) kind: Kind,
    pub(super) words: fn(&Book<'_>, &Entry) -> Vec<String>,
}

/// What the values of a key are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Any words.
    Text,
    /// A technique's id.
    Technique,
    /// One of the five steps.
    Severity,
    /// A day, or a part of it from the left.
    Date,
    /// `true` or `false`.
    Truth,
}

impl Kind {
    /// Whether its values have an order.
    pub(super) fn is_ordered(self) -> bool {
        matches!(self, Kind::Severity | Kind::Date)
    }
}

pub(super) static KEYS: &[Key] = &[
    Key {
        name: "technique",
        about: "id; counts sub-techniques in",
        kind: Kind::Technique,
        words: techniques,
    },
    Key {
        name: "tactic",
        about: "short name of a tactic: execution",
        kind: Kind::Text,
        words: tactics,
    },
    Key {
        name: "vendor",
        about: "id of a vendor: sigma",
        kind: Kind::Text,
        words: |_, it| vec![it.rule.vendor.clone()],
    },
    Key {
        name: "source",
        about: "name of a configured source",
        kind: Kind::Text,
        words: |_, it| vec![it.rule.source.clone()],
    },
    Key {
        name: "platform",
        about: "windows, linux, aws, …",
        kind: Kind::Text,
        words: |_, it| it.facets.platforms.keys().cloned().collect(),
    },
    Key {
        name: "domain",
        about: "endpoint, cloud, identity, …",
        kind: Kind::Text,
        words: |_, it| it.facets.domains.keys().cloned().collect(),
    },
    Key {
        name: "severity",
        about: "informational, low, medium, high, critical",
        kind: Kind::Severity,
        words: |_, it| one(severity(it)),
    },
    Key {
        name: "status",
        about: "the author's word: test, production",
        kind: Kind::Text,
        words: |_, it| it.rule.status.iter().map(|it| it.native.clone()).collect(),
    },
    Key {
        name: "language",
        about: "id of a query language: eql",
        kind: Kind::Text,
        words: |_, it| {
            it.rule
                .query
                .iter()
                .map(|it| it.language.id().to_owned())
                .collect()
        },
    },
    Key {
        name: "decoded",
        about: "exact, approximate, partial, opaque",
        kind: Kind::Text,
        words: |_, it| one(it.fidelity.id()),
    },
    Key {
        name: "event",
        about: "provider/event or provider: Sysmon/1",
        kind: Kind::Text,
        words: events,
    },
    Key {
        name: "field",
        about: "concept or authored field: process.name",
        kind: Kind::Text,
        words: fields,
    },
    Key {
        name: "value",
        about: "what it compares with, exclusions included",
        kind: Kind::Text,
        words: values,
    },
    Key {
        name: "title",
        about: "its title",
        kind: Kind::Text,
        words: |_, it| one(&it.rule.title),
    },
    Key {
        name: "id",
        about: "its id",
        kind: Kind::Text,
        words: |_, it| one(&it.rule.id),
    },
    Key {
        name: "path",
        about: "its file",
        kind: Kind::Text,
        words: |_, it| one(&it.rule.path),
    },
    Key {
        name: "created",
        about: "date, or its beginning: 2024-05",
        kind: Kind::Date,
        words: |_, it| it.rule.created.iter().cloned().collect(),
    },
    Key {
        name: "modified",
        about: "date, or its beginning",
        kind: Kind::Date,
        words: |_, it| it.rule.modified.iter().cloned().collect(),
    },
    Key {
        name: "live",
        about: "true, or false for what its vendor has set aside",
        kind: Kind::Truth,
        words: |_, it| {
            one(if it.rule.liveness.is_live() {
                "true"
            } else {
                "false"
            })
        },
    },
];

impl Key {
    pub(super) fn find(name: &str) -> Option<&'static Key> {
        KEYS.iter().find(|key| key.name == name)
    }

    /// What a word is ordered by.
    pub(super) fn place<'a>(&self, word: &'a str) -> (Option<SeverityLevel>, &'a str) {
        match self.kind {
            Kind::Severity => (SeverityLevel::from_word(word), ""),
            _ => (None, word),
        }
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Key {}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

fn one(word: &str) -> Vec<String> {
    Some(word.to_owned())
        .filter(|word| !word.is_empty())
        .into_iter()
        .collect()
}

/// Ids of the pinned version, with their parents.
fn techniques(_: &Book<'_>, entry: &Entry) -> Vec<String> {
    let ids = entry
        .techniques
        .iter()
        .flat_map(|it| [it.id.clone(), it.id.parent()]);
    ids.map(|id| id.to_string()).collect()
}

fn tactics(book: &Book<'_>, entry: &Entry) -> Vec<String> {
    let known = entry
        .techniques
        .iter()
        .filter_map(|it| book.catalog.attack.technique(&it.id));
    known.flat_map(|technique| technique.tactics.clone()).collect()
}

fn events(book: &Book<'_>, entry: &Entry) -> Vec<String> {
    let native = entry.events.iter().filter(|it| it.native);
    native
        .map(|it| book.catalog.events.get(it.event))
        .flat_map(|event| {
            [
                format!("{}/{}", event.provider, event.event),
                event.provider.clone(),
            ]
        })
        .collect()
}

fn fields(_: &Book<'_>, entry: &Entry) -> Vec<String> {
    let names = entry
        .predicates
        .iter()
        .flat_map(|it| [&it.leaf.predicate.field, &it.concept, &it.folded_concept]);
    names.cloned().collect()
}

fn values(_: &Book<'_>, entry: &Entry) -> Vec<String> {
    let values = entry
        .predicates
        .iter()
        .flat_map(|it| it.leaf.predicate.values.iter().chain(&it.folded_values));
    values.cloned().collect()
}
