//! What a field's page shows, for programs.

use std::collections::{BTreeMap, BTreeSet};

use catalog::{EventIx, RuleIx};
use rule::TechniqueId;
use serde::Serialize;

use crate::book::Book;
use crate::places::Field;
use crate::views::address;

/// The version of this form; raised when a reader would have to change.
const SCHEMA: &str = "gen/field/1";

#[derive(Serialize)]
struct FieldData<'a> {
    schema: &'static str,
    field: &'a str,
    mapped: bool,
    spellings: Vec<Spelling<'a>>,
    looking: Vec<String>,
    excluding: Vec<String>,
    values: Vec<ValueData<'a>>,
    techniques: Vec<TechniqueData<'a>>,
    events: Vec<EventData<'a>>,
}

#[derive(Serialize)]
struct Spelling<'a> {
    vendor: &'a str,
    field: &'a str,
    rules: usize,
}

#[derive(Serialize)]
struct ValueData<'a> {
    op: &'static str,
    value: &'a str,
    class: &'static str,
    rules: usize,
    excluding: usize,
}

#[derive(Serialize)]
struct TechniqueData<'a> {
    id: &'a str,
    rules: usize,
}

#[derive(Serialize)]
struct EventData<'a> {
    provider: &'a str,
    event: &'a str,
    rules: usize,
}

/// The data of a field concept.
pub(crate) fn field(book: &Book<'_>, name: &str, field: &Field) -> Vec<u8> {
    let (mut looking, mut excluding): (BTreeSet<RuleIx>, BTreeSet<RuleIx>) = Default::default();
    for &row in &field.rows {
        let row = book.catalog.rows.get(row);
        looking.extend(row.positive);
        excluding.extend(row.excluded);
    }
    let all: Vec<RuleIx> = looking.union(&excluding).copied().collect();
    let pages = |rules: &BTreeSet<RuleIx>| -> Vec<String> {
        let rules: Vec<RuleIx> = rules.iter().copied().collect();
        let ordered = book.in_order(&rules).into_iter();
        ordered.map(|rule| address(book.catalog.entry(rule))).collect()
    };
    let (mapped, spellings) = spellings(book, name, &all);
    let data = FieldData {
        schema: SCHEMA,
        field: name,
        mapped,
        spellings,
        looking: pages(&looking),
        excluding: pages(&excluding),
        values: values(book, field),
        techniques: techniques(book, &looking),
        events: events(book, &looking),
    };
    // Strings, numbers and lists of them always serialise.
    serde_json::to_vec(&data).unwrap_or_default()
}

fn spellings<'a>(book: &'a Book<'_>, name: &str, rules: &[RuleIx]) -> (bool, Vec<Spelling<'a>>) {
    let mut mapped = false;
    let mut counts: BTreeMap<(usize, &str), BTreeSet<RuleIx>> = BTreeMap::new();
    for &rule in rules {
        let predicates = book.catalog.entry(rule).predicates.iter();
        for it in predicates.filter(|it| it.folded_concept == name) {
            mapped |= it.kind.is_some();
            let key = (book.vendor_of(rule), it.leaf.predicate.field.as_str());
            counts.entry(key).or_default().insert(rule);
        }
    }
    let vendor = |at: usize| book.vendors().get(at).map_or("", |it| it.id.as_str());
    let spelling = |((at, field), rules): ((usize, &'a str), BTreeSet<RuleIx>)| Spelling {
        vendor: vendor(at),
        field,
        rules: rules.len(),
    };
    (mapped, counts.into_iter().map(spelling).collect())
}

fn values<'a>(book: &'a Book<'_>, field: &Field) -> Vec<ValueData<'a>> {
    let value = |&row: &catalog::RowIx| {
        let row = book.catalog.rows.get(row);
        ValueData {
            op: row.op.id(),
            value: row.value,
            class: row.class.id(),
            rules: row.positive.len(),
            excluding: row.excluded.len(),
        }
    };
    let mut values: Vec<ValueData<'_>> = field.rows.iter().map(value).collect();
    values.sort_by(|a, b| {
        let most = (b.rules, b.excluding).cmp(&(a.rules, a.excluding));
        most.then_with(|| (a.op, a.value).cmp(&(b.op, b.value)))
    });
    values
}

fn techniques<'a>(book: &'a Book<'_>, rules: &BTreeSet<RuleIx>) -> Vec<TechniqueData<'a>> {
    let mut counts: BTreeMap<&TechniqueId, usize> = BTreeMap::new();
    for &rule in rules {
        for technique in &book.catalog.entry(rule).techniques {
            *counts.entry(&technique.id).or_default() += 1;
        }
    }
    let technique = |(id, rules): (&'a TechniqueId, usize)| TechniqueData {
        id: id.as_str(),
        rules,
    };
    counts.into_iter().map(technique).collect()
}

fn events<'a>(book: &'a Book<'_>, rules: &BTreeSet<RuleIx>) -> Vec<EventData<'a>> {
    let mut counts: BTreeMap<EventIx, usize> = BTreeMap::new();
    for &rule in rules {
        for it in book.catalog.entry(rule).events.iter().filter(|it| it.native) {
            *counts.entry(it.event).or_default() += 1;
        }
    }
    let event = |(index, rules)| {
        let event = book.catalog.events.get(index);
        EventData {
            provider: &event.provider,
            event: &event.event,
            rules,
        }
    };
    let mut events: Vec<EventData<'_>> = counts.into_iter().map(event).collect();
    events.sort_by(|a, b| (a.provider, a.event).cmp(&(b.provider, b.event)));
    events
}
