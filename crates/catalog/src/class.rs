//! What kind of thing a predicate is (spec/logic.md, "Classes").

use rule::Operator;

/// The class of a predicate. Thresholds and plumbing are no predicates, so they are not here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Selects the event source.
    Telemetry,
    /// A value an analyst would search for.
    Indicator,
    /// Too short or too common to mean anything alone.
    Generic,
}

impl Class {
    /// The stable lower-case name.
    pub fn id(self) -> &'static str {
        match self {
            Class::Telemetry => "telemetry",
            Class::Indicator => "indicator",
            Class::Generic => "generic",
        }
    }
}

/// Concepts that select an event source whatever their value.
const SELECTORS: &[&str] = &[
    "agent.type",
    "data_stream.dataset",
    "data_stream.namespace",
    "data_stream.type",
    "event.category",
    "event.code",
    "event.code_name",
    "event.dataset",
    "event.kind",
    "event.module",
    "event.provider",
    "event.type",
    "host.os.family",
    "host.os.name",
    "host.os.platform",
    "host.os.type",
    "winlog.channel",
    "winlog.provider_name",
];

/// Authored spellings, lower case, that select an event source although no concept stands for them.
const SELECTOR_SPELLINGS: &[&str] = &[
    "_index",
    "channel",
    "datamodel",
    "devicevendor",
    "deviceproduct",
    "eventid",
    "eventcode",
    "eventlog",
    "eventtype",
    "index",
    "log_type",
    "logtype",
    "metadata.event_type",
    "metadata.log_type",
    "metadata.product_name",
    "metadata.vendor_name",
    "nodename",
    "operatingsystem",
    "ostype",
    "p_log_type",
    "provider_name",
    "source",
    "sourcetype",
    "table",
];

/// `event.action` values that name the kind of event rather than what an actor did.
const EVENT_KINDS: &[&str] = &[
    "creation",
    "deletion",
    "deny",
    "exec",
    "exec_event",
    "executed",
    "fork",
    "load",
    "modification",
    "open",
    "rename",
    "start",
    "end",
    "write",
    "processrollup2",
    "process_started",
    "connection_attempted",
];

/// Values that mean nothing alone.
const GENERIC: &[&str] = &["true", "false", "null", "none", "n/a", "unknown", "yes", "no"];

/// The class of one folded value.
pub(crate) fn classify(field: &str, concept: &str, op: Operator, value: &str) -> Class {
    let spelling = field.to_ascii_lowercase();
    if SELECTORS.contains(&concept) || SELECTOR_SPELLINGS.contains(&spelling.as_str()) {
        return Class::Telemetry;
    }
    if concept == "event.action" && EVENT_KINDS.contains(&value.to_ascii_lowercase().as_str()) {
        return Class::Telemetry;
    }
    let bare = value.trim();
    let has_value = !matches!(
        op,
        Operator::Exists | Operator::Length | Operator::FieldEq | Operator::Lookup
    );
    if has_value && (bare.chars().count() <= 2 || GENERIC.contains(&bare.to_ascii_lowercase().as_str())) {
        return Class::Generic;
    }
    Class::Indicator
}
