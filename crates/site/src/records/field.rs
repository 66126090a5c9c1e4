//! Field concepts.

use std::collections::{BTreeMap, BTreeSet};

use catalog::RuleIx;
use serde::Serialize;

use super::Selection;
use super::form::{Record, counts_cell};
use super::selection::by_vendor;
use crate::book::Book;
use crate::places::Field;

/// A field concept and how rules use it.
#[derive(Serialize)]
pub(super) struct FieldRecord<'a> {
    field: &'a str,
    mapped: bool,
    rules: usize,
    families: usize,
    excluding: usize,
    values: usize,
    operators: BTreeMap<&'static str, usize>,
    vendors: BTreeMap<&'a str, usize>,
    spellings: Vec<Spelling<'a>>,
    page: &'a str,
}

/// How authors of one vendor write the field, and how many of their rules do.
#[derive(Serialize)]
struct Spelling<'a> {
    vendor: &'a str,
    field: &'a str,
    rules: usize,
}

/// What the predicates of the selected rules tell about a concept.
#[derive(Default)]
struct Spelled<'a> {
    mapped: bool,
    /// By vendor and authored field.
    rules: BTreeMap<(&'a str, &'a str), usize>,
}

pub(super) fn records<'a>(
    book: &'a Book<'_>,
    selection: &'a Selection,
) -> impl Iterator<Item = FieldRecord<'a>> {
    let mut spelled = spelled(book, selection);
    let fields = book.places.fields().iter();
    fields
        .map(move |(name, field)| {
            record(
                book,
                selection,
                (name, field),
                spelled.remove(name.as_str()).unwrap_or_default(),
            )
        })
        .filter(|it| it.rules > 0 || it.excluding > 0)
}

fn spelled<'a>(book: &'a Book<'_>, selection: &Selection) -> BTreeMap<&'a str, Spelled<'a>> {
    let mut concepts: BTreeMap<&str, Spelled<'_>> = BTreeMap::new();
    for &index in &selection.live {
        let entry = book.catalog.entry(index);
        let mut seen = BTreeSet::new();
        for it in &entry.predicates {
            let concept = concepts.entry(&it.folded_concept).or_default();
            concept.mapped |= it.kind.is_some();
            let field = it.leaf.predicate.field.as_str();
            if seen.insert((it.folded_concept.as_str(), field)) {
                *concept.rules.entry((&entry.rule.vendor, field)).or_default() += 1;
            }
        }
    }
    concepts
}

fn record<'a>(
    book: &'a Book<'_>,
    selection: &Selection,
    (name, field): (&'a String, &Field),
    spelled: Spelled<'a>,
) -> FieldRecord<'a> {
    let (mut looking, mut excluding): (BTreeSet<RuleIx>, BTreeSet<RuleIx>) = Default::default();
    let mut operators: BTreeMap<&'static str, BTreeSet<RuleIx>> = BTreeMap::new();
    let mut values = 0;
    for &row in &field.rows {
        let row = book.catalog.rows.get(row);
        let (here, out) = (selection.among(row.positive), selection.among(row.excluded));
        values += usize::from(!here.is_empty() || !out.is_empty());
        if !here.is_empty() {
            operators.entry(row.op.id()).or_default().extend(&here);
        }
        looking.extend(here);
        excluding.extend(out);
    }
    let looking: Vec<RuleIx> = looking.into_iter().collect();
    let count = book.catalog.count(&looking);
    FieldRecord {
        field: name,
        mapped: spelled.mapped,
        rules: count.rules,
        families: count.families,
        excluding: excluding.len(),
        values,
        operators: operators
            .into_iter()
            .map(|(op, rules)| (op, rules.len()))
            .collect(),
        vendors: by_vendor(book, &looking),
        spellings: spellings(spelled),
        page: book.places.field(name),
    }
}

fn spellings(spelled: Spelled<'_>) -> Vec<Spelling<'_>> {
    let spelling = |((vendor, field), rules)| Spelling { vendor, field, rules };
    spelled.rules.into_iter().map(spelling).collect()
}

impl Record for FieldRecord<'_> {
    const HEAD: &'static [&'static str] = &[
        "field",
        "mapped",
        "rules",
        "families",
        "excluding",
        "values",
        "operators",
        "vendors",
        "spellings",
        "page",
    ];

    fn cells(&self) -> Vec<String> {
        let spellings: Vec<String> = self
            .spellings
            .iter()
            .map(|it| format!("{}:{}={}", it.vendor, it.field, it.rules))
            .collect();
        vec![
            self.field.to_owned(),
            self.mapped.to_string(),
            self.rules.to_string(),
            self.families.to_string(),
            self.excluding.to_string(),
            self.values.to_string(),
            counts_cell(&self.operators),
            counts_cell(&self.vendors),
            spellings.join(" "),
            self.page.to_owned(),
        ]
    }
}
