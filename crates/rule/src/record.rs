//! A rule as its author published it.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::{
    Language, Liveness, LogSource, Query, Related, RuleLogic, Section, Severity, Span, Status, TacticTag,
    TechniqueTag,
};

/// A detection rule: its author's words and the logic its query was decoded into.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rule {
    /// The vendor's id: `sigma`, `elastic`, … An open string, so that a new vendor edits nothing here.
    pub vendor: String,
    /// The name of the `[[source]]` it was read from.
    pub source: String,
    /// Its file, relative to the source's root, with forward slashes.
    pub path: String,
    /// The line its definition starts on, from one.
    pub line: u32,
    /// The vendor's stable id; made from the path where the vendor gives none.
    pub id: String,
    /// Unique within its vendor, safe in a URL. Given by the corpus once all rules are known.
    pub slug: String,
    /// Title.
    pub title: String,
    /// What it detects; Markdown, untrusted.
    pub description: String,
    /// Authors, as named.
    pub authors: Vec<String>,
    /// Date of creation, `YYYY-MM-DD` where it could be read so, else as authored.
    pub created: Option<String>,
    /// Date of the last change, likewise.
    pub modified: Option<String>,
    /// The author's word for how far along it is.
    pub status: Option<Status>,
    /// Severity.
    pub severity: Option<Severity>,
    /// Tags as authored, ATT&CK ones included.
    pub tags: Vec<String>,
    /// Techniques as tagged; each technique once.
    pub techniques: Vec<TechniqueTag>,
    /// Tactics as tagged.
    pub tactics: Vec<TacticTag>,
    /// References, as authored; untrusted.
    pub references: Vec<String>,
    /// Known false positives; Markdown, untrusted.
    pub false_positives: Vec<String>,
    /// Guide, setup and implementation texts.
    pub sections: Vec<Section>,
    /// How many tests or recorded samples come with it.
    pub tests: usize,
    /// The telemetry it declares.
    pub log_source: LogSource,
    /// A licence of its own, where it differs from its source's.
    pub licence: Option<String>,
    /// Its query, unless it has none.
    pub query: Option<Query>,
    /// What the query was decoded into.
    pub logic: RuleLogic,
    /// Whether it counts.
    pub liveness: Liveness,
    /// Other rules it names.
    pub related: Vec<Related>,
    /// Further facts a page may show, in the vendor's own keys: `risk_score`, `queryFrequency`, `type`.
    pub facts: BTreeMap<&'static str, String>,
    /// The whole rule file's text, for pages that may show it; the rules of a file share it.
    pub text: Arc<str>,
    /// Where the rule stands in `text` when a file holds several.
    pub span: Span,
}

impl Rule {
    /// The language of its query.
    pub fn language(&self) -> Language {
        self.query.as_ref().map_or(Language::None, |query| query.language)
    }
}
