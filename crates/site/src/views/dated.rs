//! Rules by the dates they carry.

use catalog::{Entry, RuleIx};
use serde::Serialize;

use super::{address, title};
use crate::book::Book;
use crate::changes::is_date;

/// A rule with its latest date.
#[derive(Debug, Serialize)]
pub(crate) struct DatedRule {
    pub(crate) title: String,
    pub(crate) vendor: String,
    pub(crate) mark: String,
    /// Vendor and slug.
    pub(crate) slug: String,
    pub(crate) href: String,
    pub(crate) date: String,
    /// Whether the date is that of its first version.
    pub(crate) is_new: bool,
    pub(crate) techniques: String,
}

/// The rules with the latest dates.
pub(crate) fn dated(book: &Book<'_>, most: usize) -> Vec<DatedRule> {
    dated_among(book, book.live().map(|(rule, _)| rule), most)
}

/// Those of the rules with the latest dates, latest first.
pub(crate) fn dated_among(
    book: &Book<'_>,
    rules: impl Iterator<Item = RuleIx>,
    most: usize,
) -> Vec<DatedRule> {
    let mut dated: Vec<(&str, &Entry)> = rules
        .map(|rule| book.catalog.entry(rule))
        .filter_map(|entry| Some((date(entry)?, entry)))
        .collect();
    dated.sort_by(|a, b| b.0.cmp(a.0).then_with(|| slug(a.1).cmp(&slug(b.1))));
    dated.truncate(most);
    let view = |(date, entry): (&str, &Entry)| {
        let vendor = book.settings.vendor(&entry.rule.vendor);
        let techniques: Vec<String> = entry.techniques.iter().map(|it| it.id.to_string()).collect();
        DatedRule {
            title: title(entry),
            vendor: vendor.title,
            mark: vendor.mark,
            slug: format!("{}:{}", entry.rule.vendor, entry.rule.slug),
            href: address(entry),
            date: date.to_owned(),
            is_new: entry.rule.created.as_deref() == Some(date),
            techniques: techniques.join(", "),
        }
    };
    dated.into_iter().map(view).collect()
}

fn slug(entry: &Entry) -> (&str, &str) {
    (&entry.rule.vendor, &entry.rule.slug)
}

/// The date of the last change, or else of the first version, if it is one.
fn date(entry: &Entry) -> Option<&str> {
    let rule = &entry.rule;
    [rule.modified.as_deref(), rule.created.as_deref()]
        .into_iter()
        .flatten()
        .find(|date| is_date(date))
}
