//! Where a rule looks, and the texts that come with it.

use crate::{Language, Span};

/// What a vendor says about the telemetry a rule reads, in the vendor's own keys.
///
/// `key`s are the vendors': `product`, `category`, `service` (Sigma), `index` (Elastic), `data_source`
/// (Splunk), `connector`, `table` (Sentinel), `log_type` (Panther). Order is authored order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogSource {
    /// Key and value, a key repeated for several values.
    pub entries: Vec<(&'static str, String)>,
    /// Free text about what must be collected.
    pub note: Option<String>,
}

impl LogSource {
    /// Adds an entry unless the value is blank.
    pub fn push(&mut self, key: &'static str, value: impl Into<String>) {
        let value = value.into();
        if !value.trim().is_empty() {
            self.entries.push((key, value));
        }
    }

    /// The values of a key, in authored order.
    pub fn get<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a str> + 'a {
        self.entries
            .iter()
            .filter(move |(k, _)| *k == key)
            .map(|(_, value)| value.as_str())
    }

    /// The first value of a key.
    pub fn first(&self, key: &str) -> Option<&str> {
        self.entries
            .iter()
            .find(|(k, _)| *k == key)
            .map(|(_, value)| value.as_str())
    }
}

/// A rule's query as authored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// Its language.
    pub language: Language,
    /// Its text, as the language's parser saw it.
    pub text: String,
    /// Where it stands in the rule file; [`Span::NONE`] when it comes from a companion file. The logic's spans
    /// then count from the start of `text`.
    pub span: Span,
    /// The companion file it was read from, relative to the source's root.
    pub file: Option<String>,
}

/// A passage of prose: investigation guide, setup, how to implement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Its heading.
    pub title: String,
    /// Markdown, untrusted.
    pub markdown: String,
}

/// A link to another rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// The other rule's id.
    pub id: String,
    /// The vendor's word: `similar`, `derived`, `obsolete`, `member`.
    pub kind: String,
}
