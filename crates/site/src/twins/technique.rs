//! The rules of a population and all rows they use, for programs.
//!
//! Rules are numbered as in the page's list, from one; everything else is an index into the lists at the head.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use catalog::{Class, RowIx, RuleIx};
use rule::Operator;
use serde::Serialize;

use crate::book::Book;
use crate::views::{Facet, facets_of, numbers, title};

/// The version of this form; raised when a reader would have to change.
const SCHEMA: &str = "gen/population/1";

#[derive(Serialize)]
pub(crate) struct Population<'a> {
    schema: &'static str,
    id: String,
    name: String,
    pub(super) rules: Vec<RuleData<'a>>,
    pub(super) events: Vec<EventData<'a>>,
    pub(super) fields: Vec<FieldData<'a>>,
    pub(super) ops: Vec<OpData>,
    pub(super) rows: Vec<RowData<'a>>,
}

#[derive(Serialize)]
pub(super) struct RuleData<'a> {
    pub(super) title: String,
    /// The rule's address below `rules/`.
    pub(super) at: String,
    /// The number of the first rule of its family.
    pub(super) family: usize,
    pub(super) vendor: Vec<Cow<'a, str>>,
    pub(super) platform: Vec<Cow<'a, str>>,
    pub(super) domain: Vec<Cow<'a, str>>,
    pub(super) severity: Vec<Cow<'a, str>>,
    pub(super) status: Vec<Cow<'a, str>>,
    pub(super) language: Vec<Cow<'a, str>>,
    pub(super) fidelity: Vec<Cow<'a, str>>,
    /// Events it reads.
    pub(super) native: Vec<usize>,
    /// Other sensors' events for the same activity.
    pub(super) equivalent: Vec<usize>,
}

#[derive(Serialize)]
pub(super) struct EventData<'a> {
    pub(super) provider: &'a str,
    pub(super) event: &'a str,
    pub(super) title: String,
    pub(super) at: &'a str,
}

#[derive(Serialize)]
pub(super) struct FieldData<'a> {
    pub(super) name: &'a str,
    pub(super) at: &'a str,
}

#[derive(Serialize)]
pub(super) struct OpData {
    pub(super) id: &'static str,
    pub(super) phrase: &'static str,
    /// Whether it compares with a value one can search for.
    pub(super) valued: bool,
}

/// Field, operator, value, class (0 telemetry, 1 indicator, 2 generic), corpus reach, rules that look for it,
/// rules that exclude it, those of them that only guard, those that exclude it only together with others.
#[derive(Serialize)]
pub(super) struct RowData<'a>(
    pub(super) usize,
    pub(super) usize,
    pub(super) &'a str,
    pub(super) u8,
    pub(super) usize,
    pub(super) Vec<usize>,
    pub(super) Vec<usize>,
    pub(super) Vec<usize>,
    pub(super) Vec<usize>,
);

#[derive(Default)]
struct Uses {
    positive: Vec<usize>,
    excluded: Vec<usize>,
    guarded: Vec<usize>,
    grouped: Vec<usize>,
}

impl<'a> Population<'a> {
    /// Everything that is told of these rules.
    pub(crate) fn new(book: &'a Book<'_>, id: &str, name: &str, rules: &[RuleIx]) -> Self {
        told(book, (id, name), rules, |_| true)
    }

    /// The data for programs.
    pub(crate) fn json(&self) -> Vec<u8> {
        // Strings, numbers and lists of them always serialise.
        serde_json::to_vec(self).unwrap_or_default()
    }
}

/// What is told of the rules, and of those rows they use that are shown.
pub(super) fn told<'a>(
    book: &'a Book<'_>,
    (id, name): (&str, &str),
    rules: &[RuleIx],
    is_shown: impl Fn(RowIx) -> bool,
) -> Population<'a> {
    let ordered = book.in_order(rules);
    let numbers = numbers(book, rules);
    let mut events = Numbered::default();
    let mut families = HashMap::new();
    let data: Vec<RuleData<'_>> = (1..)
        .zip(&ordered)
        .map(|(number, &index)| {
            let family = book.catalog.entry(index).family;
            rule_data(
                book,
                index,
                &mut events,
                *families.entry(family).or_insert(number),
            )
        })
        .collect();
    let (mut fields, mut ops) = (Numbered::default(), Numbered::default());
    let rows: Vec<RowData<'_>> = uses(book, &ordered, &numbers)
        .into_iter()
        .filter(|(row, _)| is_shown(*row))
        .map(|(row, uses)| row_data(book, row, uses, &mut fields, &mut ops))
        .collect();
    Population {
        schema: SCHEMA,
        id: id.to_owned(),
        name: name.to_owned(),
        rules: data,
        events: events.list.iter().map(|&index| event_data(book, index)).collect(),
        fields: fields
            .list
            .iter()
            .map(|name| FieldData {
                name,
                at: book.places.field(name),
            })
            .collect(),
        ops: ops.list.iter().map(|&op| op_data(op)).collect(),
        rows,
    }
}

/// Things in order of first use.
struct Numbered<T> {
    list: Vec<T>,
    numbers: HashMap<T, usize>,
}

impl<T> Default for Numbered<T> {
    fn default() -> Self {
        Numbered {
            list: Vec::new(),
            numbers: HashMap::new(),
        }
    }
}

impl<T: Clone + Eq + std::hash::Hash> Numbered<T> {
    fn number(&mut self, it: T) -> usize {
        let list = &mut self.list;
        *self.numbers.entry(it).or_insert_with_key(|it| {
            list.push(it.clone());
            list.len() - 1
        })
    }
}

fn rule_data<'a>(
    book: &'a Book<'_>,
    index: RuleIx,
    events: &mut Numbered<catalog::EventIx>,
    family: usize,
) -> RuleData<'a> {
    let entry = book.catalog.entry(index);
    let facet = |facet| facets_of(book, entry, facet);
    let mut of = |native: bool| -> Vec<usize> {
        let uses = entry.events.iter().filter(|it| it.native == native);
        uses.map(|it| events.number(it.event)).collect()
    };
    RuleData {
        title: title(entry),
        at: format!("{}/{}/", entry.rule.vendor, entry.rule.slug),
        family,
        native: of(true),
        equivalent: of(false),
        vendor: facet(Facet::Vendor),
        platform: facet(Facet::Platform),
        domain: facet(Facet::Domain),
        severity: facet(Facet::Severity),
        status: facet(Facet::Status),
        language: facet(Facet::Language),
        fidelity: facet(Facet::Fidelity),
    }
}

fn uses(book: &Book<'_>, rules: &[RuleIx], numbers: &HashMap<RuleIx, usize>) -> BTreeMap<RowIx, Uses> {
    let mut rows: BTreeMap<RowIx, Uses> = BTreeMap::new();
    for index in rules {
        let number = numbers.get(index).copied().unwrap_or_default();
        for it in &book.catalog.entry(*index).rows {
            let uses = rows.entry(it.row).or_default();
            if !it.excluded {
                uses.positive.push(number);
                continue;
            }
            uses.excluded.push(number);
            if it.guarded {
                uses.guarded.push(number);
            }
            if it.grouped {
                uses.grouped.push(number);
            }
        }
    }
    rows
}

fn row_data<'a>(
    book: &'a Book<'_>,
    row: RowIx,
    uses: Uses,
    fields: &mut Numbered<&'a str>,
    ops: &mut Numbered<Operator>,
) -> RowData<'a> {
    let it = book.catalog.rows.get(row);
    let class = match it.class {
        Class::Telemetry => 0,
        Class::Indicator => 1,
        Class::Generic | Class::Prefilter => 2,
    };
    RowData(
        fields.number(it.concept),
        ops.number(it.op),
        it.value,
        class,
        it.positive.len(),
        uses.positive,
        uses.excluded,
        uses.guarded,
        uses.grouped,
    )
}

fn event_data<'a>(book: &'a Book<'_>, index: catalog::EventIx) -> EventData<'a> {
    let event = book.catalog.events.get(index);
    EventData {
        provider: &event.provider,
        event: &event.event,
        title: event.title(),
        at: book.places.event(index),
    }
}

fn op_data(op: Operator) -> OpData {
    OpData {
        id: op.id(),
        phrase: op.phrase(),
        valued: !matches!(
            op,
            Operator::Exists | Operator::Length | Operator::FieldEq | Operator::Lookup
        ),
    }
}
