//! The authoring guide's tables.

use catalog::{Catalog, Count, ExclusionRow, FieldRow, Guide, RuleIx, ValueRow};
use serde::Serialize;

use crate::fragment::Value;

/// Rows of a table that stand on the technique page itself.
const FIELDS_SHOWN: usize = 15;
const VALUES_SHOWN: usize = 30;
const EXCLUSIONS_SHOWN: usize = 15;

/// How much of each table a page shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    /// The first rows.
    Top,
    /// Every row.
    Whole,
}

/// The guide, ready to be set.
#[derive(Debug, Serialize)]
pub(crate) struct GuideView {
    fields: Table<FieldLine>,
    telemetry: Table<ValueLine>,
    indicators: Table<ValueLine>,
    generic: Table<ValueLine>,
    exclusions: Table<ExclusionLine>,
}

/// The rows shown, how many there are in all, and the largest count for the bars.
#[derive(Debug, Serialize)]
struct Table<T> {
    rows: Vec<T>,
    total: usize,
    largest: usize,
}

#[derive(Debug, Serialize)]
struct FieldLine {
    field: String,
    rules: usize,
    families: usize,
    how: Vec<How>,
    samples: Vec<Value>,
    members: String,
}

#[derive(Debug, Serialize)]
struct How {
    op: &'static str,
    rules: usize,
}

#[derive(Debug, Serialize)]
struct ValueLine {
    field: String,
    op: &'static str,
    value: Value,
    rules: usize,
    families: usize,
    reach: usize,
    only_here: bool,
    members: String,
}

#[derive(Debug, Serialize)]
struct ExclusionLine {
    field: String,
    op: &'static str,
    value: Value,
    rules: usize,
    families: usize,
    guarded: usize,
    grouped: usize,
    members: String,
}

impl GuideView {
    /// `place` gives a rule's number in the page's rule list.
    pub(crate) fn new(
        catalog: &Catalog,
        guide: &Guide,
        extent: Extent,
        place: &dyn Fn(RuleIx) -> usize,
    ) -> Self {
        let values = |rows: &[ValueRow]| {
            table(
                rows,
                extent,
                VALUES_SHOWN,
                |row| row.count,
                |row| value_line(catalog, row, place),
            )
        };
        GuideView {
            fields: table(
                &guide.fields,
                extent,
                FIELDS_SHOWN,
                |row| row.count,
                |row| field_line(catalog, row, place),
            ),
            telemetry: values(&guide.telemetry),
            indicators: values(&guide.indicators),
            generic: values(&guide.generic),
            exclusions: table(
                &guide.exclusions,
                extent,
                EXCLUSIONS_SHOWN,
                |row| row.count,
                |row| exclusion_line(catalog, row, place),
            ),
        }
    }

    /// Whether the page shows only a part of some table.
    pub(crate) fn is_cut(&self) -> bool {
        self.fields.total > self.fields.rows.len()
            || self.telemetry.total > self.telemetry.rows.len()
            || self.indicators.total > self.indicators.rows.len()
            || self.generic.total > self.generic.rows.len()
            || self.exclusions.total > self.exclusions.rows.len()
    }
}

fn table<R, T>(
    rows: &[R],
    extent: Extent,
    shown: usize,
    count: impl Fn(&R) -> Count,
    line: impl Fn(&R) -> T,
) -> Table<T> {
    let take = if extent == Extent::Whole {
        rows.len()
    } else {
        shown
    };
    Table {
        rows: rows.iter().take(take).map(line).collect(),
        total: rows.len(),
        largest: rows.first().map_or(0, |row| count(row).rules),
    }
}

/// The numbers of the rules in the page's list, for the script that expands a row: `3 17 40`.
fn members(rules: &[RuleIx], place: &dyn Fn(RuleIx) -> usize) -> String {
    let numbers: Vec<String> = rules.iter().map(|&rule| place(rule).to_string()).collect();
    numbers.join(" ")
}

/// Keywords have no field.
fn field_name(concept: &str) -> String {
    if concept.is_empty() {
        "(any field)".to_owned()
    } else {
        concept.to_owned()
    }
}

fn field_line(catalog: &Catalog, row: &FieldRow, place: &dyn Fn(RuleIx) -> usize) -> FieldLine {
    FieldLine {
        field: field_name(&row.concept),
        rules: row.count.rules,
        families: row.count.families,
        how: row
            .how
            .iter()
            .map(|(op, rules)| How {
                op: op.phrase(),
                rules: *rules,
            })
            .collect(),
        samples: row
            .samples
            .iter()
            .map(|&sample| Value::new(&catalog.rows.get(sample).value))
            .collect(),
        members: members(&row.rules, place),
    }
}

fn value_line(catalog: &Catalog, row: &ValueRow, place: &dyn Fn(RuleIx) -> usize) -> ValueLine {
    let it = catalog.rows.get(row.row);
    ValueLine {
        field: field_name(&it.concept),
        op: it.op.phrase(),
        value: Value::new(&it.value),
        rules: row.count.rules,
        families: row.count.families,
        reach: row.reach,
        only_here: row.only_here(),
        members: members(&row.rules, place),
    }
}

fn exclusion_line(catalog: &Catalog, row: &ExclusionRow, place: &dyn Fn(RuleIx) -> usize) -> ExclusionLine {
    let it = catalog.rows.get(row.row);
    ExclusionLine {
        field: field_name(&it.concept),
        op: it.op.phrase(),
        value: Value::new(&it.value),
        rules: row.count.rules,
        families: row.count.families,
        guarded: row.guarded,
        grouped: row.grouped,
        members: members(&row.rules, place),
    }
}
