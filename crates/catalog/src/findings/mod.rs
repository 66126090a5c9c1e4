//! What a rule's author may want to mend: findings about single rules.
//!
//! A kind of finding is one file and one line in [`KINDS`]. It looks at one live rule, alone or among all others,
//! and has a code that stays. Its level says what it is worth: a warning is likely a mistake, a note is
//! something to look at.
//!
//! An [`Inspector`] looks at rules as they are read and keeps a [`Sketch`] of each: there may be more rules than
//! there is memory for their texts.

mod always_matches;
mod command_line_exclusion;
mod cover;
mod dead_value;
mod duplicate_id;
mod duplicate_title;
mod exclusion;
mod ignored;
mod inspector;
mod missing_metadata;
mod name_only_exclusion;
mod near_duplicate;
mod never_matches;
mod overbroad;
mod sketch;
mod subject;
mod survey;
mod technique;
mod telemetry;
mod told;
mod unanchored_exclusion;
mod undecoded_clause;
mod unknown_field;
mod unknown_related;
mod user_writable_exclusion;

use std::borrow::Cow;
use std::collections::BTreeMap;

use rule::{Level, Span};

use crate::{Coverage, RuleIx};
pub use inspector::Inspector;
pub use sketch::Sketch;
use subject::Subject;
use survey::Peer;

/// Every kind, in the order of the index of explanations.
pub static KINDS: &[&Kind] = &[
    &undecoded_clause::KIND,
    &unknown_field::KIND,
    &technique::REVOKED,
    &technique::DEPRECATED,
    &technique::UNKNOWN,
    &technique::OTHER_VERSION,
    &telemetry::UNREAD,
    &telemetry::UNDECLARED,
    &duplicate_id::KIND,
    &duplicate_title::KIND,
    &near_duplicate::KIND,
    &unknown_related::KIND,
    &user_writable_exclusion::KIND,
    &unanchored_exclusion::KIND,
    &name_only_exclusion::KIND,
    &command_line_exclusion::KIND,
    &never_matches::KIND,
    &always_matches::KIND,
    &dead_value::KIND,
    &overbroad::KIND,
    &missing_metadata::TECHNIQUE,
    &missing_metadata::SEVERITY,
    &missing_metadata::DESCRIPTION,
    &missing_metadata::FALSE_POSITIVES,
];

/// A kind of finding.
#[derive(Debug)]
pub struct Kind {
    /// Its stable name.
    pub code: &'static str,
    /// What it finds, in a few words.
    pub title: &'static str,
    /// What one of it is worth at least.
    pub level: Level,
    look: Look,
}

/// What a kind of finding is found by.
#[derive(Debug)]
enum Look {
    /// The rule itself.
    Alone(fn(&Subject<'_>) -> Vec<Remark>),
    /// What all rules say together.
    Among(fn(&Peer<'_>) -> Vec<Remark>),
}

/// What a look at all rules gave.
#[derive(Debug)]
pub struct Census {
    /// What remains of the rules, in page order.
    pub sketches: Vec<Sketch>,
    /// The findings, in page order of the rules, then by place.
    pub findings: Vec<Finding>,
    /// How much of each vendor's live rules the data tables know.
    pub coverage: BTreeMap<String, Coverage>,
    /// Techniques with at least one live rule.
    pub techniques: usize,
}

/// Something about a rule that its author may want to mend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The code of its kind.
    pub code: &'static str,
    /// How much it matters.
    pub level: Level,
    /// The rule, by its place among the sketches.
    pub rule: RuleIx,
    /// Where.
    pub place: Place,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// What the author can do about it.
    pub help: Option<Cow<'static, str>>,
}

/// A place in the texts of a rule, in bytes; [`Span::NONE`] for the rule as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// In the rule's file.
    Rule(Span),
    /// In the text that the spans of its logic count from: the rule's file, or the query's where that stands in
    /// a file of its own.
    Logic(Span),
}

/// A finding before its kind and rule are put to it.
#[derive(Debug)]
struct Remark {
    level: Option<Level>,
    place: Place,
    message: String,
    help: Option<Cow<'static, str>>,
}

impl Remark {
    fn new(place: Place, message: impl Into<String>) -> Self {
        Remark {
            level: None,
            place,
            message: message.into(),
            help: None,
        }
    }

    /// The same, with advice.
    fn with_help(mut self, help: impl Into<Cow<'static, str>>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same, worth something else than its kind is.
    fn worth(mut self, level: Level) -> Self {
        self.level = Some(level);
        self
    }
}
