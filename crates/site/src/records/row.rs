//! What rules look for and what they exclude.

use std::collections::BTreeMap;

use catalog::{ExclusionRow, RuleIx, ValueRow};
use serde::Serialize;

use super::Selection;
use super::form::{Record, counts_cell};
use super::selection::by_vendor;
use crate::book::Book;
use crate::views::address;

/// Records of more rules name the first ones only, and lines of CSV none: `rules.ndjson` and the database have all.
const MAX_PAGES: usize = 10;

/// A field, an operator and a value that rules look for.
#[derive(Serialize)]
pub(super) struct IndicatorRecord<'a> {
    field: &'a str,
    op: &'static str,
    value: &'a str,
    class: &'static str,
    rules: usize,
    families: usize,
    /// Rules of the whole catalog, whatever is selected.
    corpus: usize,
    vendors: BTreeMap<&'a str, usize>,
    pages: Vec<String>,
}

/// A field, an operator and a value that rules exclude.
#[derive(Serialize)]
pub(super) struct ExclusionRecord<'a> {
    field: &'a str,
    op: &'static str,
    value: &'a str,
    rules: usize,
    families: usize,
    guarded: usize,
    grouped: usize,
    vendors: BTreeMap<&'a str, usize>,
    pages: Vec<String>,
}

pub(super) fn indicators<'a>(
    book: &'a Book<'_>,
    selection: &'a Selection,
) -> impl Iterator<Item = IndicatorRecord<'a>> {
    let guide = selection.guide(book);
    let rows = guide.indicators.iter().chain(&guide.telemetry);
    rows.chain(&guide.generic).map(|row| indicator(book, row))
}

fn indicator<'a>(book: &'a Book<'_>, row: &ValueRow) -> IndicatorRecord<'a> {
    let it = book.catalog.rows.get(row.row);
    IndicatorRecord {
        field: it.concept,
        op: it.op.id(),
        value: it.value,
        class: it.class.id(),
        rules: row.count.rules,
        families: row.count.families,
        corpus: row.reach,
        vendors: by_vendor(book, &row.rules),
        pages: pages(book, &row.rules),
    }
}

pub(super) fn exclusions<'a>(
    book: &'a Book<'_>,
    selection: &'a Selection,
) -> impl Iterator<Item = ExclusionRecord<'a>> {
    let rows = selection.guide(book).exclusions.iter();
    rows.map(|row| exclusion(book, row))
}

fn exclusion<'a>(book: &'a Book<'_>, row: &ExclusionRow) -> ExclusionRecord<'a> {
    let it = book.catalog.rows.get(row.row);
    ExclusionRecord {
        field: it.concept,
        op: it.op.id(),
        value: it.value,
        rules: row.count.rules,
        families: row.count.families,
        guarded: row.guarded,
        grouped: row.grouped,
        vendors: by_vendor(book, &row.rules),
        pages: pages(book, &row.rules),
    }
}

fn pages(book: &Book<'_>, rules: &[RuleIx]) -> Vec<String> {
    let named = rules.iter().take(MAX_PAGES);
    named.map(|&rule| address(book.catalog.entry(rule))).collect()
}

impl Record for IndicatorRecord<'_> {
    const HEAD: &'static [&'static str] = &[
        "class", "field", "op", "value", "rules", "families", "corpus", "vendors",
    ];

    fn cells(&self) -> Vec<String> {
        vec![
            self.class.to_owned(),
            self.field.to_owned(),
            self.op.to_owned(),
            self.value.to_owned(),
            self.rules.to_string(),
            self.families.to_string(),
            self.corpus.to_string(),
            counts_cell(&self.vendors),
        ]
    }
}

impl Record for ExclusionRecord<'_> {
    const HEAD: &'static [&'static str] = &[
        "field", "op", "value", "rules", "families", "guarded", "grouped", "vendors",
    ];

    fn cells(&self) -> Vec<String> {
        vec![
            self.field.to_owned(),
            self.op.to_owned(),
            self.value.to_owned(),
            self.rules.to_string(),
            self.families.to_string(),
            self.guarded.to_string(),
            self.grouped.to_string(),
            counts_cell(&self.vendors),
        ]
    }
}
