//! One page a field concept.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use catalog::{Class, EventIx, ExclusionRow, RuleIx, ValueRow};
use rule::Operator;
use serde::Serialize;
use tera::Context;

use super::Job;
use crate::book::Book;
use crate::places::Field;
use crate::twins;
use crate::views::{
    CountView, Extent, MIN_FILTERED, Neighbour, TechniqueCount, Turn, bar, event_lines, filters,
    group_by_vendor, numbers, value_tables,
};

/// Events and techniques named on a field's page.
const MAX_LINES: usize = 25;

#[derive(Serialize)]
struct FieldLine {
    name: String,
    href: String,
    mapped: bool,
    rules: usize,
    bar: usize,
    excluding: usize,
    values: usize,
    by_vendor: Vec<usize>,
}

#[derive(Serialize)]
struct Spelling {
    name: String,
    rules: usize,
}

/// How the rules of one vendor spell the field.
#[derive(Serialize)]
struct VendorSpellings {
    id: String,
    title: String,
    mark: String,
    spellings: Vec<Spelling>,
}

/// Rules of a field by what they do with it.
#[derive(Default)]
struct Uses {
    looking: BTreeSet<RuleIx>,
    excluding: BTreeSet<RuleIx>,
    how: BTreeMap<Operator, BTreeSet<RuleIx>>,
}

impl Uses {
    /// Every rule that uses the field, sorted.
    fn all(&self) -> Vec<RuleIx> {
        self.looking.union(&self.excluding).copied().collect()
    }
}

pub(super) fn jobs<'a>(book: &'a Book<'a>) -> Vec<Job<'a>> {
    let mut jobs: Vec<Job<'a>> = Job::page("fields/", "fields.html", move || index(book))
        .into_iter()
        .collect();
    let names: Arc<Vec<&String>> = Arc::new(book.places.field_pages().map(|(name, _)| name).collect());
    for (place, (concept, field)) in book.places.field_pages().enumerate() {
        let names = Arc::clone(&names);
        let path = format!("fields/{}/", field.slug);
        jobs.extend(Job::page(&path, "field.html", move || {
            let mut context = model(book, concept, field);
            context.insert("turn", &Turn::at(&names, place, |name| neighbour(book, name)));
            context
        }));
        let rules = uses(book, field).all();
        if rules.len() >= MIN_FILTERED {
            let name = format!("{path}population");
            jobs.extend(Job::bytes(&format!("{name}.js"), move || {
                twins::field_narrowing(book, &name, field, &rules)
            }));
        }
        jobs.extend(Job::bytes(&format!("{path}index.json"), move || {
            twins::field(book, concept, field)
        }));
    }
    jobs
}

fn neighbour(book: &Book<'_>, name: &str) -> Neighbour {
    Neighbour {
        href: book.places.field(name).to_owned(),
        title: name.to_owned(),
    }
}

fn index(book: &Book<'_>) -> Context {
    let mut lines: Vec<FieldLine> = book
        .places
        .field_pages()
        .map(|(name, field)| line(book, name, field, &uses(book, field)))
        .collect();
    lines.sort_by(|a, b| b.rules.cmp(&a.rules).then_with(|| a.name.cmp(&b.name)));
    let largest = lines.first().map_or(0, |line| line.rules);
    for line in &mut lines {
        line.bar = bar(line.rules, largest);
    }
    let (often, once): (Vec<FieldLine>, Vec<FieldLine>) = lines
        .into_iter()
        .partition(|line| line.mapped || line.rules + line.excluding > 2);
    let mut context = Context::new();
    context.insert("fields", &often);
    context.insert("rare", &once);
    let unlisted = book.places.fields().len() - often.len() - once.len();
    context.insert("unlisted", &unlisted);
    context.insert("total", &book.places.fields().len());
    context
}

fn uses(book: &Book<'_>, field: &Field) -> Uses {
    let mut uses = Uses::default();
    for &row in &field.rows {
        let row = book.catalog.rows.get(row);
        uses.looking.extend(row.positive);
        uses.excluding.extend(row.excluded);
        uses.how.entry(row.op).or_default().extend(row.positive);
    }
    uses
}

fn line(book: &Book<'_>, name: &str, field: &Field, uses: &Uses) -> FieldLine {
    let looking: Vec<RuleIx> = uses.looking.iter().copied().collect();
    FieldLine {
        name: name.to_owned(),
        href: book.places.field(name).to_owned(),
        mapped: is_mapped(book, name, uses),
        rules: looking.len(),
        bar: 0,
        excluding: uses.excluding.len(),
        values: field.rows.len(),
        by_vendor: book.by_vendor(&looking),
    }
}

/// Whether the table of spellings knows the concept, as far as the rules tell.
fn is_mapped(book: &Book<'_>, name: &str, uses: &Uses) -> bool {
    let any = uses.looking.iter().chain(&uses.excluding).next();
    any.is_some_and(|&rule| {
        let predicates = &book.catalog.entry(rule).predicates;
        predicates
            .iter()
            .any(|it| it.folded_concept == name && it.kind.is_some())
    })
}

fn model(book: &Book<'_>, name: &str, field: &Field) -> Context {
    let uses = uses(book, field);
    let looking: Vec<RuleIx> = uses.looking.iter().copied().collect();
    let all = uses.all();
    let numbers = numbers(book, &all);
    let place = |rule: RuleIx| numbers.get(&rule).copied().unwrap_or_default();
    let (values, exclusions) = rows(book, field);
    let filters = filters(book, &all);
    let extent = if filters.is_empty() {
        Extent::Ample
    } else {
        Extent::Top
    };
    let (values, exclusions) = value_tables(book, &values, &exclusions, (extent, &place));
    let mut techniques = TechniqueCount::of(book, &looking);
    let technique_total = techniques.len();
    techniques.truncate(MAX_LINES);
    let mut events = event_lines(book, native_events(book, &all));
    let event_total = events.len();
    events.truncate(MAX_LINES);
    let mut context = Context::new();
    context.insert("field", &line(book, name, field, &uses));
    context.insert("how", &how(book, &uses));
    context.insert("spellings", &spellings(book, name, &all));
    context.insert("values", &values);
    context.insert("exclusions", &exclusions);
    context.insert("techniques", &techniques);
    context.insert("technique_total", &technique_total);
    context.insert("events", &events);
    context.insert("event_total", &event_total);
    context.insert("all", &all.len());
    context.insert("filters", &filters);
    context.insert("groups", &group_by_vendor(book, &all));
    context
}

#[derive(Serialize)]
struct How {
    op: &'static str,
    count: CountView,
}

fn how(book: &Book<'_>, uses: &Uses) -> Vec<How> {
    let mut how: Vec<(Operator, Vec<RuleIx>)> = uses
        .how
        .iter()
        .map(|(op, rules)| (*op, rules.iter().copied().collect::<Vec<_>>()))
        .filter(|(_, rules)| !rules.is_empty())
        .collect();
    how.sort_by(|a, b| b.1.len().cmp(&a.1.len()).then(a.0.cmp(&b.0)));
    let largest = how.first().map_or(0, |(_, rules)| rules.len());
    how.into_iter()
        .map(|(op, rules)| How {
            op: op.phrase(),
            count: CountView::new(book.catalog.count(&rules), largest),
        })
        .collect()
}

fn rows(book: &Book<'_>, field: &Field) -> (Vec<ValueRow>, Vec<ExclusionRow>) {
    let (mut values, mut exclusions) = (Vec::new(), Vec::new());
    for &index in &field.rows {
        let row = book.catalog.rows.get(index);
        if !row.positive.is_empty() && row.class != Class::Generic {
            values.push(ValueRow {
                row: index,
                count: book.catalog.count(row.positive),
                reach: row.positive.len(),
                rules: row.positive.to_vec(),
            });
        }
        if !row.excluded.is_empty() {
            exclusions.push(ExclusionRow {
                row: index,
                count: book.catalog.count(row.excluded),
                guarded: 0,
                grouped: 0,
                rules: row.excluded.to_vec(),
            });
        }
    }
    let name = |row: u32| book.catalog.rows.get(row).value;
    values.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| name(a.row).cmp(name(b.row))));
    exclusions.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| name(a.row).cmp(name(b.row))));
    (values, exclusions)
}

fn native_events(book: &Book<'_>, rules: &[RuleIx]) -> BTreeMap<EventIx, Vec<RuleIx>> {
    let mut table: BTreeMap<EventIx, Vec<RuleIx>> = BTreeMap::new();
    for &rule in rules {
        for it in book.catalog.entry(rule).events.iter().filter(|it| it.native) {
            table.entry(it.event).or_default().push(rule);
        }
    }
    table
}

/// How each vendor's authors spell the field.
fn spellings(book: &Book<'_>, name: &str, rules: &[RuleIx]) -> Vec<VendorSpellings> {
    let mut counts: BTreeMap<(usize, &str), usize> = BTreeMap::new();
    for &rule in rules {
        let predicates = &book.catalog.entry(rule).predicates;
        let spelled: BTreeSet<&str> = predicates
            .iter()
            .filter(|it| it.folded_concept == name)
            .map(|it| it.leaf.predicate.field.as_str())
            .collect();
        for spelling in spelled {
            *counts.entry((book.vendor_of(rule), spelling)).or_default() += 1;
        }
    }
    let mut all: Vec<VendorSpellings> = Vec::new();
    for (i, vendor) in book.vendors().iter().enumerate() {
        let mut spellings: Vec<Spelling> = counts
            .range((i, "")..(i + 1, ""))
            .map(|((_, name), rules)| Spelling {
                name: (*name).to_owned(),
                rules: *rules,
            })
            .collect();
        spellings.sort_by(|a, b| b.rules.cmp(&a.rules).then_with(|| a.name.cmp(&b.name)));
        if !spellings.is_empty() {
            all.push(VendorSpellings {
                id: vendor.id.clone(),
                title: vendor.title.clone(),
                mark: vendor.mark.clone(),
                spellings,
            });
        }
    }
    all
}
