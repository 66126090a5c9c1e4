//! Titles that stand for more than one rule of a vendor.

use rule::Level;

use super::subject::Subject;
use super::{Kind, Remark};

pub(super) static KIND: Kind = Kind {
    code: "duplicate-title",
    title: "Two rules of one vendor have the same title",
    level: Level::Note,
    look,
};

/// Variants of one rule for several products share a folder and a title, and copies of a rule its id.
fn look(subject: &Subject<'_>) -> Vec<Remark> {
    let rule = subject.rule();
    let same = subject.survey.with_title(&rule.vendor, &rule.title).iter();
    let mut others = same.map(|&other| &subject.catalog.entry(other).rule);
    let Some(other) = others.find(|other| other.id != rule.id && !subject.is_variant_of(other)) else {
        return Vec::new();
    };
    let message = format!("`{}` is also the title of {}", rule.title.trim(), other.path);
    let help = "say in the title what sets them apart: an alert that shows it names one rule";
    vec![subject.about(rule.title.trim(), message).with_help(help)]
}
