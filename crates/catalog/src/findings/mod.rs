//! What a rule's author may want to mend: findings about single rules.
//!
//! A kind of finding is one file and one line in [`KINDS`]. It looks at one live rule, knows all the others,
//! and has a code that stays. Its level says what it is worth: a warning is likely a mistake, a note is
//! something to look at.

mod always_matches;
mod command_line_exclusion;
mod cover;
mod dead_value;
mod duplicate_id;
mod duplicate_title;
mod exclusion;
mod ignored;
mod missing_metadata;
mod name_only_exclusion;
mod near_duplicate;
mod never_matches;
mod overbroad;
mod subject;
mod survey;
mod technique;
mod telemetry;
mod unanchored_exclusion;
mod undecoded_clause;
mod unknown_field;
mod unknown_related;
mod user_writable_exclusion;

use rayon::prelude::*;
use rule::{Level, Span};

use crate::{Catalog, RuleIx};
use subject::Subject;
use survey::Survey;

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

/// How many findings of one kind are told about one rule: whoever mends that many runs again.
const MOST_TOLD: usize = 100;

/// A kind of finding.
pub struct Kind {
    /// Its stable name.
    pub code: &'static str,
    /// What it finds, in a few words.
    pub title: &'static str,
    /// What one of it is worth at least.
    pub level: Level,
    look: fn(&Subject<'_>) -> Vec<Remark>,
}

/// Something about a rule that its author may want to mend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The code of its kind.
    pub code: &'static str,
    /// How much it matters.
    pub level: Level,
    /// The rule.
    pub rule: RuleIx,
    /// Where.
    pub place: Place,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// What the author can do about it.
    pub help: Option<String>,
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
struct Remark {
    level: Option<Level>,
    place: Place,
    message: String,
    help: Option<String>,
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
    fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same, worth something else than its kind is.
    fn worth(mut self, level: Level) -> Self {
        self.level = Some(level);
        self
    }
}

impl Catalog {
    /// The findings about the live rules that are wanted, in page order of the rules, then by place. Rules that
    /// are not wanted still serve for comparison.
    pub fn findings(&self, is_wanted: impl Fn(RuleIx) -> bool + Sync) -> Vec<Finding> {
        let survey = Survey::new(self);
        let rules: Vec<RuleIx> = (0..self.entries().len() as RuleIx)
            .filter(|&rule| self.entry(rule).rule.liveness.is_live() && is_wanted(rule))
            .collect();
        rules
            .into_par_iter()
            .with_max_len(64)
            .flat_map_iter(|rule| look(&Subject::new(self, &survey, rule)))
            .collect()
    }
}

fn look(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let ignored = ignored::codes(subject.rule());
    for kind in KINDS.iter().filter(|kind| !ignored.contains(&kind.code)) {
        let remarks = shortened((kind.look)(subject));
        found.extend(remarks.into_iter().map(|remark| Finding {
            code: kind.code,
            level: remark.level.unwrap_or(kind.level),
            rule: subject.index,
            place: remark.place,
            message: remark.message,
            help: remark.help,
        }));
    }
    found.sort_by_key(|it| it.place);
    found
}

/// Leaves the first so many remarks of a kind about one rule, by place, and says how many more there are.
fn shortened(mut remarks: Vec<Remark>) -> Vec<Remark> {
    remarks.sort_by_key(|it| it.place);
    if remarks.len() > MOST_TOLD {
        let more = remarks.split_off(MOST_TOLD);
        let message = format!("{} more places of this rule are like the last", more.len());
        let worst = more.iter().filter_map(|it| it.level).max();
        let rest = Remark::new(more[0].place, message).with_help("mend the first ones and check again");
        remarks.push(Remark { level: worst, ..rest });
    }
    remarks
}
