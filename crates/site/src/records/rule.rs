//! Rules: as JSON what `data/rules.ndjson` says of them, as CSV what fits in cells.

use catalog::{Entry, RuleIx};
use rayon::prelude::*;

use super::form::lined;
use super::{Form, Selection, What};
use crate::book::Book;
use crate::csv::Csv;
use crate::twins;
use crate::views::{address, severity, title};

const HEAD: &[&str] = &[
    "vendor",
    "id",
    "title",
    "path",
    "language",
    "live",
    "severity",
    "status",
    "decoded",
    "platforms",
    "domains",
    "techniques",
    "events",
    "created",
    "modified",
    "page",
];

/// The table of rules; those that do not count stand in it and say so.
pub(super) fn table(book: &Book<'_>, form: Form, selection: &Selection) -> Vec<u8> {
    if form == Form::Csv {
        let mut csv = Csv::new(HEAD);
        for &index in &selection.all {
            let cells = cells(book, book.catalog.entry(index));
            csv.row(&cells.each_ref().map(String::as_str));
        }
        return csv.into_bytes();
    }
    let line = |&index: &RuleIx| {
        let mut line = twins::rule(book, book.catalog.entry(index));
        line.pop();
        line
    };
    // Some at a time: all lines beside their whole would be twice the largest file of the site.
    let some = |rules: &[RuleIx]| -> Vec<Vec<u8>> { rules.par_iter().with_max_len(64).map(line).collect() };
    let lines = selection.all.chunks(1024).flat_map(some);
    lined(What::Rules, form, lines)
}

fn cells(book: &Book<'_>, entry: &Entry) -> [String; 16] {
    let rule = &entry.rule;
    let words = |words: Vec<&str>| words.join(" ");
    let events: Vec<String> = entry
        .events
        .iter()
        .filter(|it| it.native)
        .map(|it| book.catalog.events.get(it.event))
        .map(|event| format!("{}/{}", event.provider, event.event))
        .collect();
    [
        rule.vendor.clone(),
        rule.id.clone(),
        title(entry),
        rule.path.clone(),
        rule.language().id().to_owned(),
        rule.liveness.is_live().to_string(),
        severity(entry).to_owned(),
        rule.status
            .as_ref()
            .map(|it| it.native.clone())
            .unwrap_or_default(),
        entry.fidelity.id().to_owned(),
        words(entry.facets.platforms.keys().map(String::as_str).collect()),
        words(entry.facets.domains.keys().map(String::as_str).collect()),
        words(entry.techniques.iter().map(|it| it.id.as_str()).collect()),
        events.join("; "),
        rule.created.clone().unwrap_or_default(),
        rule.modified.clone().unwrap_or_default(),
        address(entry),
    ]
}
