//! What rules of a vendor carry and this one lacks (`words/expected_metadata`).

use rule::{Level, Rule};

use super::subject::Subject;
use super::{Kind, Look, Remark};

pub(super) static TECHNIQUE: Kind = Kind {
    code: "missing-technique",
    title: "A rule without an ATT&CK technique",
    level: Level::Note,
    look: Look::Alone(|subject| {
        let help = "tag the technique, so that the rule appears on its page";
        lacks(subject, "technique", help, |rule| rule.techniques.is_empty())
    }),
};

pub(super) static SEVERITY: Kind = Kind {
    code: "missing-severity",
    title: "A rule without a severity",
    level: Level::Note,
    look: Look::Alone(|subject| {
        let help = "say how urgent a finding is";
        lacks(subject, "severity", help, |rule| rule.severity.is_none())
    }),
};

pub(super) static DESCRIPTION: Kind = Kind {
    code: "missing-description",
    title: "A rule without a description",
    level: Level::Note,
    look: Look::Alone(|subject| {
        let help = "say what it detects and why that matters";
        lacks(subject, "description", help, |rule| {
            rule.description.trim().is_empty()
        })
    }),
};

pub(super) static FALSE_POSITIVES: Kind = Kind {
    code: "missing-false-positives",
    title: "A rule that names no false positives",
    level: Level::Note,
    look: Look::Alone(|subject| {
        let help = "name what else may cause it, or that nothing is known";
        let is_blank = |rule: &Rule| rule.false_positives.iter().all(|it| it.trim().is_empty());
        lacks(subject, "false positives", help, is_blank)
    }),
};

fn lacks(
    subject: &Subject<'_>,
    what: &str,
    help: &'static str,
    is_missing: impl Fn(&Rule) -> bool,
) -> Vec<Remark> {
    let rule = subject.rule();
    let list = subject.knowledge.words.list("expected_metadata");
    let is_expected = list.meanings(&rule.vendor).iter().any(|it| it == what);
    if !is_expected || !is_missing(rule) {
        return Vec::new();
    }
    let message = format!("the rule names no {what}");
    vec![subject.remark(message).with_help(help)]
}
