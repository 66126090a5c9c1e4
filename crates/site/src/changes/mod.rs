//! What changed between two states of a catalog, and what is remembered of it.
//!
//! The two states are two files of rules (`data/rules.ndjson`), so that the published site is all a build needs to
//! know what it changes. Each comparison that finds something is an [`Edition`]; the site carries the latest ones
//! on in `data/changes.json`, with the addresses that rules have left.

mod compare;
mod history;
mod line;
mod pair;
mod predicates;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub use history::{ChangesError, History, day};
pub(crate) use line::is_date;

/// What one build changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edition {
    /// Its date and a part of the hash of its changes: the same changes have the same id.
    pub id: String,
    /// `YYYY-MM-DD`: as given, or else the latest date that a changed rule carries.
    pub date: String,
    /// Rules before.
    pub before: usize,
    /// Rules after.
    pub after: usize,
    /// The changes, by vendor, kind and title.
    pub changes: Vec<Change>,
}

/// What happened to a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// It is new.
    Added,
    /// It has another title, file or id, and may have changed besides.
    Renamed,
    /// Something else about it is different.
    Changed,
    /// Its text is the same and was read otherwise: a macro, a table, ATT&CK or the generator changed.
    Reread,
    /// It is no longer there.
    Removed,
}

/// A change of one rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// What happened.
    pub kind: Kind,
    /// The vendor's id.
    pub vendor: String,
    /// The rule's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The address of its page; of a removed rule, the one it had.
    pub page: String,
    /// Its techniques.
    pub techniques: Vec<String>,
    /// Title, path, severity and the like: what they were and what they are.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<Member>,
    /// Techniques it was not tagged with before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub techniques_gained: Vec<String>,
    /// Techniques it is not tagged with any more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub techniques_lost: Vec<String>,
    /// Comparisons it did not make before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub predicates_added: Vec<Compared>,
    /// Comparisons it does not make any more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub predicates_removed: Vec<Compared>,
    /// Whether the same comparisons are combined in another way.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub recombined: bool,
}

/// A member of a rule that is different.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Which: `id`, `title`, `path`, `page`, `severity`, `status`, `live`.
    pub name: String,
    /// What it was; empty for nothing.
    pub from: String,
    /// What it is; empty for nothing.
    pub to: String,
}

/// A field, an operator and values, as authored.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Compared {
    /// The field.
    pub field: String,
    /// The operator's id.
    pub op: String,
    /// The values that came or went.
    pub values: Vec<String>,
    /// Whether the rule excludes it.
    pub negated: bool,
}

/// An address that a rule has left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gone {
    /// The address.
    pub page: String,
    /// The vendor's id.
    pub vendor: String,
    /// The id the rule had.
    pub id: String,
    /// The title it had.
    pub title: String,
    /// The techniques it had.
    pub techniques: Vec<String>,
    /// When it was found gone.
    pub date: String,
    /// Where it is now, if it was only renamed.
    pub to: Option<String>,
}

impl Kind {
    /// All kinds, in page order.
    pub(crate) const ALL: [Kind; 5] = [
        Kind::Added,
        Kind::Renamed,
        Kind::Changed,
        Kind::Reread,
        Kind::Removed,
    ];

    /// The stable lower-case name.
    pub(crate) fn id(self) -> &'static str {
        match self {
            Kind::Added => "added",
            Kind::Renamed => "renamed",
            Kind::Changed => "changed",
            Kind::Reread => "reread",
            Kind::Removed => "removed",
        }
    }
}
