//! The data tables under `content/data`, editable without a compiler.

/// All tables.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tables {
    /// Which vendor spelling stands for which field concept.
    pub fields: Vec<FieldAlias>,
    /// The catalog of telemetry events.
    pub events: Vec<EventFact>,
    /// Which log source stands for which events.
    pub log_sources: Vec<LogSourceFact>,
    /// Lists of words: what names a platform, what selects telemetry, what means nothing alone.
    pub words: Vec<Word>,
}

/// A word of one of the word lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The list's name.
    pub list: String,
    /// The word as rules or other tables write it.
    pub word: String,
    /// What it means there; empty where standing in the list says all.
    pub means: String,
}

/// One vendor spelling of a field concept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldAlias {
    /// The vendor family the spelling belongs to: `sigma`, `elastic`, `splunk`, `sentinel`, …
    pub vendor: String,
    /// The spelling.
    pub alias: String,
    /// The concept, in ECS style: `process.executable`.
    pub concept: String,
    /// How they relate.
    pub kind: FieldKind,
    /// Table, UDM type, product or category in which the row holds; empty for everywhere.
    pub context: String,
}

/// How a spelling relates to its concept (spec/logic.md, "From authored field to concept").
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FieldKind {
    /// The same thing.
    Same,
    /// The spelling holds the last path part of the concept.
    NameOf,
    /// The spelling holds the path of which the concept is the last part.
    PathOf,
    /// The spelling holds a part of the concept, or the concept a part of it (`Hashes`).
    PartOf,
    /// The same thing in other words (EventID 1 and event.type start).
    ValueMapped,
}

/// A telemetry event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventFact {
    /// Short provider name: `Sysmon`, `Security-Auditing`, `Defender-DeviceProcessEvents`.
    pub provider: String,
    /// The provider's full name, where it differs.
    pub provider_full: String,
    /// The event's id or name within the provider; `any` for a whole table or log.
    pub event: String,
    /// Its title; empty when unknown.
    pub title: String,
    /// Channel or table.
    pub channel: String,
    /// Platform word: `windows`, `linux`, `aws`, …
    pub platform: String,
    /// Whether the title was checked against a source.
    pub verified: bool,
}

/// What a log source, macro, index pattern or table stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogSourceFact {
    /// The kind of key: `sigma.logsource`, `splunk.macro`, `kusto.table`, …
    pub kind: String,
    /// The key itself.
    pub key: String,
    /// Short provider name.
    pub provider: String,
    /// Event id or name; `*` for the whole provider.
    pub event: String,
    /// How the key relates to the event.
    pub relation: LogSourceRelation,
}

/// How a log source relates to an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LogSourceRelation {
    /// The key denotes exactly this event.
    Native,
    /// Another sensor's event for the same activity.
    Equivalent,
    /// The whole provider: the rule's own predicates decide.
    Channel,
}
