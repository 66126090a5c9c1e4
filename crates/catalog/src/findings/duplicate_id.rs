//! Ids that stand for more than one rule of a vendor.

use rule::Level;

use super::subject::Subject;
use super::{Kind, Remark};

pub(super) static KIND: Kind = Kind {
    code: "duplicate-id",
    title: "Two rules of one vendor have the same id",
    level: Level::Warning,
    look,
};

/// Documents of one file may share their id.
fn look(subject: &Subject<'_>) -> Vec<Remark> {
    let rule = subject.rule();
    let same = subject.survey.with_id(&rule.id).iter();
    let others = same.map(|&other| &*subject.catalog.entry(other).rule);
    let other = others
        .filter(|other| other.vendor == rule.vendor)
        .filter(|other| other.path != rule.path || other.source != rule.source)
        .min_by_key(|other| (!other.liveness.is_live(), &other.path));
    let tell = |other: &rule::Rule| {
        let message = format!("the id `{}` is also that of {}", rule.id, other.path);
        let help = "give one of them a new id; whatever refers to the id cannot tell them apart";
        subject.about(&rule.id, message).with_help(help)
    };
    other.map(tell).into_iter().collect()
}
