//! The tables of a page as CSV.

use std::collections::BTreeMap;

use catalog::{EventIx, Guide, RowIx, RuleIx};

use crate::book::Book;
use crate::csv::Csv;
use crate::views::{language, severity, title};

/// The tables of a population.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Table {
    Rules,
    Fields,
    Values,
    Exclusions,
    Events,
}

impl Table {
    pub(crate) const ALL: [Table; 5] = [
        Table::Rules,
        Table::Fields,
        Table::Values,
        Table::Exclusions,
        Table::Events,
    ];

    /// The name of its file.
    pub(crate) fn file(self) -> &'static str {
        match self {
            Table::Rules => "rules.csv",
            Table::Fields => "fields.csv",
            Table::Values => "values.csv",
            Table::Exclusions => "exclusions.csv",
            Table::Events => "events.csv",
        }
    }
}

/// A table of a population and its guide.
pub(crate) fn table(book: &Book<'_>, table: Table, rules: &[RuleIx], guide: &Guide) -> Vec<u8> {
    match table {
        Table::Rules => rule_table(book, rules),
        Table::Fields => field_table(book, guide),
        Table::Values => value_table(book, guide),
        Table::Exclusions => exclusion_table(book, guide),
        Table::Events => event_table(book, rules),
    }
}

fn rule_table(book: &Book<'_>, rules: &[RuleIx]) -> Vec<u8> {
    let mut csv = Csv::new(&[
        "vendor",
        "id",
        "title",
        "severity",
        "language",
        "decoded",
        "techniques",
        "page",
    ]);
    for index in book.in_order(rules) {
        let entry = book.catalog.entry(index);
        let techniques: Vec<String> = entry.techniques.iter().map(|it| it.id.to_string()).collect();
        csv.row(&[
            &entry.rule.vendor,
            &entry.rule.id,
            &title(entry),
            severity(entry),
            language(entry),
            entry.fidelity.id(),
            &techniques.join(" "),
            &page(book, index),
        ]);
    }
    csv.into_bytes()
}

fn field_table(book: &Book<'_>, guide: &Guide) -> Vec<u8> {
    let mut csv = Csv::new(&["field", "rules", "families", "how", "samples"]);
    for row in &guide.fields {
        let how: Vec<String> = row.how.iter().map(|(op, n)| format!("{} {n}", op.id())).collect();
        let samples: Vec<&str> = row.samples.iter().map(|&row| value(book, row)).collect();
        csv.row(&[
            &row.concept,
            &row.count.rules.to_string(),
            &row.count.families.to_string(),
            &how.join(", "),
            &samples.join("\n"),
        ]);
    }
    csv.into_bytes()
}

fn value_table(book: &Book<'_>, guide: &Guide) -> Vec<u8> {
    let mut csv = Csv::new(&[
        "class", "field", "kind", "value", "rules", "families", "corpus", "pages",
    ]);
    for row in guide
        .telemetry
        .iter()
        .chain(&guide.indicators)
        .chain(&guide.generic)
    {
        let it = book.catalog.rows.get(row.row);
        csv.row(&[
            it.class.id(),
            it.concept,
            it.op.id(),
            it.value,
            &row.count.rules.to_string(),
            &row.count.families.to_string(),
            &row.reach.to_string(),
            &pages(book, &row.rules),
        ]);
    }
    csv.into_bytes()
}

fn exclusion_table(book: &Book<'_>, guide: &Guide) -> Vec<u8> {
    let head = [
        "field", "kind", "value", "rules", "families", "guarded", "grouped", "pages",
    ];
    let mut csv = Csv::new(&head);
    for row in &guide.exclusions {
        let it = book.catalog.rows.get(row.row);
        csv.row(&[
            it.concept,
            it.op.id(),
            it.value,
            &row.count.rules.to_string(),
            &row.count.families.to_string(),
            &row.guarded.to_string(),
            &row.grouped.to_string(),
            &pages(book, &row.rules),
        ]);
    }
    csv.into_bytes()
}

fn event_table(book: &Book<'_>, rules: &[RuleIx]) -> Vec<u8> {
    let mut counts: BTreeMap<(bool, EventIx), Vec<RuleIx>> = BTreeMap::new();
    for &rule in rules {
        for it in &book.catalog.entry(rule).events {
            counts.entry((!it.native, it.event)).or_default().push(rule);
        }
    }
    let mut rows: Vec<((bool, EventIx), Vec<RuleIx>)> = counts.into_iter().collect();
    rows.sort_by_key(|((equivalent, event), rules)| (*equivalent, std::cmp::Reverse(rules.len()), *event));
    let mut csv = Csv::new(&["relation", "provider", "event", "title", "rules", "families"]);
    for ((equivalent, index), rules) in rows {
        let event = book.catalog.events.get(index);
        let count = book.catalog.count(&rules);
        csv.row(&[
            if equivalent { "equivalent" } else { "native" },
            &event.provider,
            &event.event,
            &event.title(),
            &count.rules.to_string(),
            &count.families.to_string(),
        ]);
    }
    csv.into_bytes()
}

fn value<'a>(book: &'a Book<'_>, row: RowIx) -> &'a str {
    book.catalog.rows.get(row).value
}

fn page(book: &Book<'_>, rule: RuleIx) -> String {
    let rule = &book.catalog.entry(rule).rule;
    format!("{}/{}", rule.vendor, rule.slug)
}

/// Rows with more rules than this name the first ones only.
const MAX_PAGES: usize = 100;

fn pages(book: &Book<'_>, rules: &[RuleIx]) -> String {
    let named: Vec<String> = rules
        .iter()
        .take(MAX_PAGES)
        .map(|&rule| page(book, rule))
        .collect();
    named.join(" ")
}
