//! The authoring guide's tables.

use catalog::{Count, ExclusionRow, FieldRow, Guide, RowIx, RuleIx, ValueRow};
use serde::Serialize;

use super::bar;
use super::row_html::{RowHtml, rows_html};
use crate::book::Book;
use crate::fragment::Value;

/// Rows of a table that stand on the page itself.
const FIELDS_SHOWN: usize = 15;
const VALUES_SHOWN: usize = 30;
const SELECTORS_SHOWN: usize = 15;
const EXCLUSIONS_SHOWN: usize = 15;
const AMPLE: usize = 150;

/// Rows with more rules than this name none of them: the page's script then fetches the page's data.
const MAX_MEMBERS: usize = 120;

/// How much of each table a page shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    /// The first rows; a script shows the others.
    Top,
    /// Many rows, for a page of so few rules that it needs no script.
    Ample,
    /// Every row; the value tables set without a template, since there are tens of thousands of them.
    Whole {
        /// The way from the page to the site's root.
        root: &'static str,
    },
}

/// Gives a rule's number in the page's rule list.
pub(crate) type Place<'a> = &'a dyn Fn(RuleIx) -> usize;

/// The guide, ready to be set.
#[derive(Debug, Serialize)]
pub(crate) struct GuideView {
    fields: Table<FieldLine>,
    telemetry: Table<ValueLine>,
    indicators: Table<ValueLine>,
    generic: Table<ValueLine>,
    exclusions: Table<ExclusionLine>,
}

/// The rows shown and how many there are in all.
#[derive(Debug, Serialize)]
pub(crate) struct Table<T> {
    rows: Vec<T>,
    /// The rows as HTML, where all are shown.
    html: Option<tera::Value>,
    total: usize,
    /// Rows for which a page of all rows has no room.
    left_out: usize,
}

#[derive(Debug, Serialize)]
pub(super) struct FieldLine {
    pub(super) field: FieldName,
    pub(super) count: CountView,
    pub(super) how: Vec<How>,
    pub(super) samples: Vec<Value>,
    /// The numbers of its rules in the page's list: `3 17 40`; empty when there are too many to name.
    pub(super) members: String,
}

#[derive(Debug, Serialize)]
pub(super) struct How {
    pub(super) op: &'static str,
    pub(super) rules: usize,
}

/// A row of the value tables.
#[derive(Debug, Serialize)]
pub(crate) struct ValueLine {
    pub(super) field: FieldName,
    pub(super) op: &'static str,
    pub(super) value: Value,
    /// Further values that the same rules use in the same way.
    pub(super) also: Vec<Value>,
    pub(super) count: CountView,
    pub(super) reach: usize,
    pub(super) only_here: bool,
    /// The numbers of its rules in the page's list: `3 17 40`; empty when there are too many to name.
    pub(super) members: String,
}

/// A row of the exclusion tables.
#[derive(Debug, Serialize)]
pub(crate) struct ExclusionLine {
    pub(super) field: FieldName,
    pub(super) op: &'static str,
    pub(super) value: Value,
    /// Further values that the same rules use in the same way.
    pub(super) also: Vec<Value>,
    pub(super) count: CountView,
    pub(super) guarded: usize,
    pub(super) grouped: usize,
    /// The numbers of its rules in the page's list: `3 17 40`; empty when there are too many to name.
    pub(super) members: String,
}

/// A field's name and the address of its page; empty when it has none.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct FieldName {
    pub(super) name: String,
    pub(super) href: String,
}

/// Rules and families, and how long the bar behind them is.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct CountView {
    pub(super) rules: usize,
    pub(super) families: usize,
    pub(super) bar: usize,
}

impl FieldName {
    pub(crate) fn new(book: &Book<'_>, concept: &str) -> Self {
        let name = if concept.is_empty() {
            "(any field)"
        } else {
            concept
        };
        FieldName {
            name: name.to_owned(),
            href: book.places.field(concept).to_owned(),
        }
    }
}

impl CountView {
    pub(crate) fn new(count: Count, largest: usize) -> Self {
        CountView {
            rules: count.rules,
            families: count.families,
            bar: bar(count.rules, largest),
        }
    }
}

impl GuideView {
    pub(crate) fn new(book: &Book<'_>, guide: &Guide, extent: Extent, place: Place<'_>) -> Self {
        let set = Setter { book, extent, place };
        GuideView {
            fields: set.table(&guide.fields, FIELDS_SHOWN, |row| row.count, Setter::field),
            telemetry: set.table(&guide.telemetry, SELECTORS_SHOWN, |row| row.count, Setter::value),
            indicators: set.table(&guide.indicators, VALUES_SHOWN, |row| row.count, Setter::value),
            generic: set.table(&guide.generic, SELECTORS_SHOWN, |row| row.count, Setter::value),
            exclusions: set.table(
                &guide.exclusions,
                EXCLUSIONS_SHOWN,
                |row| row.count,
                Setter::exclusion,
            ),
        }
    }
}

/// The value tables of one field: what rules look for in it, and what they exclude.
pub(crate) fn value_tables(
    book: &Book<'_>,
    values: &[ValueRow],
    exclusions: &[ExclusionRow],
    (extent, place): (Extent, Place<'_>),
) -> (Table<ValueLine>, Table<ExclusionLine>) {
    let set = Setter { book, extent, place };
    (
        set.table(values, VALUES_SHOWN * 2, |row| row.count, Setter::value),
        set.table(exclusions, VALUES_SHOWN, |row| row.count, Setter::exclusion),
    )
}

struct Setter<'a> {
    book: &'a Book<'a>,
    extent: Extent,
    place: Place<'a>,
}

impl Setter<'_> {
    fn table<R, T>(
        &self,
        rows: &[R],
        shown: usize,
        count: impl Fn(&R) -> Count,
        line: impl Fn(&Self, &R, CountView) -> T,
    ) -> Table<T>
    where
        T: RowHtml,
    {
        let largest = rows.first().map_or(0, |row| count(row).rules);
        let line = |row: &R| line(self, row, CountView::new(count(row), largest));
        let total = rows.len();
        let (rows, html, left_out) = match self.extent {
            Extent::Top => (rows.iter().take(shown).map(line).collect(), None, 0),
            Extent::Ample => (rows.iter().take(AMPLE).map(line).collect(), None, 0),
            Extent::Whole { root } => {
                let (html, left_out) = rows_html(rows.iter().map(line), root);
                (Vec::new(), Some(tera::Value::safe_string(&html)), left_out)
            }
        };
        Table {
            rows,
            html,
            total,
            left_out,
        }
    }

    fn members(&self, rules: &[RuleIx]) -> String {
        if rules.len() > MAX_MEMBERS {
            return String::new();
        }
        let mut numbers: Vec<usize> = rules.iter().map(|&rule| (self.place)(rule)).collect();
        numbers.sort_unstable();
        let text: Vec<String> = numbers.iter().map(usize::to_string).collect();
        text.join(" ")
    }

    fn named(&self, row: RowIx) -> (FieldName, &'static str, Value) {
        let it = self.book.catalog.rows.get(row);
        let value = match it.op {
            rule::Operator::Exists => Value::none(),
            _ => Value::new(it.value),
        };
        (FieldName::new(self.book, it.concept), it.op.phrase(), value)
    }

    fn field(&self, row: &FieldRow, count: CountView) -> FieldLine {
        let how = |(op, rules): &(rule::Operator, usize)| How {
            op: op.phrase(),
            rules: *rules,
        };
        let sample = |&sample: &RowIx| Value::new(self.book.catalog.rows.get(sample).value);
        FieldLine {
            field: FieldName::new(self.book, &row.concept),
            count,
            how: row.how.iter().map(how).collect(),
            samples: row.samples.iter().map(sample).collect(),
            members: self.members(&row.rules),
        }
    }

    fn value(&self, row: &ValueRow, count: CountView) -> ValueLine {
        let (field, op, value) = self.named(row.row);
        ValueLine {
            field,
            op,
            value,
            also: Vec::new(),
            count,
            reach: row.reach,
            only_here: row.only_here(),
            members: self.members(&row.rules),
        }
    }

    fn exclusion(&self, row: &ExclusionRow, count: CountView) -> ExclusionLine {
        let (field, op, value) = self.named(row.row);
        ExclusionLine {
            field,
            op,
            value,
            also: Vec::new(),
            count,
            guarded: row.guarded,
            grouped: row.grouped,
            members: self.members(&row.rules),
        }
    }
}
