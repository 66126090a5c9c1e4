//! The titles and addresses of rules, in chunks.

use catalog::RuleIx;
use serde::Serialize;

use super::json;
use crate::book::Book;
use crate::views::title;

/// Rules in a chunk.
const CHUNK: usize = 256;

/// Vendor, slug, title.
#[derive(Serialize)]
struct Doc(usize, String, String);

fn doc(book: &Book<'_>, rule: RuleIx) -> Doc {
    let entry = book.catalog.entry(rule);
    Doc(book.vendor_of(rule), entry.rule.slug.clone(), title(entry))
}

fn all(book: &Book<'_>) -> Vec<RuleIx> {
    let all: Vec<RuleIx> = (0..).zip(book.catalog.entries()).map(|(rule, _)| rule).collect();
    book.in_order(&all)
}

pub(super) fn chunks(book: &Book<'_>) -> Vec<(String, Vec<u8>)> {
    let all = all(book);
    let chunk = |(number, rules): (usize, &[RuleIx])| {
        let docs: Vec<Doc> = rules.iter().map(|&rule| doc(book, rule)).collect();
        (format!("r-{number}"), json(&docs))
    };
    all.chunks(CHUNK).enumerate().map(chunk).collect()
}
