//! Values by their words.

use std::collections::{BTreeMap, HashMap};

use catalog::{Class, Row, RowIx};
use rule::Operator;
use serde::Serialize;

use super::json;
use super::words::{shard, words};
use crate::book::Book;

/// Rows that one word leads to; those that most rules use stay.
const MAX_ROWS: usize = 250;
/// Rules that one row names.
const MAX_RULES: usize = 30;
/// Characters of a value that are shown.
const MAX_CHARS: usize = 120;

/// Field, operator, value, rules looking for it, rules excluding it, the first of both by their place in page order.
#[derive(Serialize)]
struct RowData(usize, &'static str, String, usize, usize, Vec<u32>);

#[derive(Default, Serialize)]
struct ValueShard<'a> {
    /// Name and address.
    fields: Vec<(&'a str, &'a str)>,
    rows: Vec<RowData>,
    words: BTreeMap<String, Vec<usize>>,
}

/// By shard.
pub(super) fn shards(book: &Book<'_>) -> Vec<(String, Vec<u8>)> {
    let mut by_word: BTreeMap<String, Vec<RowIx>> = BTreeMap::new();
    for (index, row) in book.catalog.rows.iter() {
        if is_found(row) {
            for word in words(row.value) {
                by_word.entry(word).or_default().push(index);
            }
        }
    }
    let mut shards: BTreeMap<String, ValueShard<'_>> = BTreeMap::new();
    let mut places: BTreeMap<String, HashMap<RowIx, usize>> = BTreeMap::new();
    for (word, mut rows) in by_word {
        let uses = |row: RowIx| {
            let row = book.catalog.rows.get(row);
            row.positive.len() + row.excluded.len()
        };
        rows.sort_by_key(|&row| (std::cmp::Reverse(uses(row)), row));
        rows.truncate(MAX_ROWS);
        let name = shard(&word);
        let shard = shards.entry(name.clone()).or_default();
        let places = places.entry(name).or_default();
        let found = rows
            .into_iter()
            .map(|row| *places.entry(row).or_insert_with(|| shard.enter(book, row)))
            .collect();
        shard.words.insert(word, found);
    }
    shards
        .into_iter()
        .map(|(key, shard)| (key, json(&shard)))
        .collect()
}

fn is_found(row: Row<'_>) -> bool {
    let valued = !matches!(
        row.op,
        Operator::Exists | Operator::Length | Operator::FieldEq | Operator::Lookup
    );
    let used = !row.positive.is_empty() || !row.excluded.is_empty();
    valued && used && row.class != Class::Generic
}

impl<'a> ValueShard<'a> {
    fn enter(&mut self, book: &'a Book<'_>, index: RowIx) -> usize {
        let row = book.catalog.rows.get(index);
        let known = self.fields.iter().position(|(name, _)| **name == *row.concept);
        let field = known.unwrap_or_else(|| {
            self.fields.push((row.concept, book.places.field(row.concept)));
            self.fields.len() - 1
        });
        let mut value: String = row.value.chars().take(MAX_CHARS).collect();
        if value.len() < row.value.len() {
            value.push('…');
        }
        let rules = row.positive.iter().chain(row.excluded).take(MAX_RULES);
        let rules = rules.map(|&rule| book.rank(rule)).collect();
        self.rows.push(RowData(
            field,
            row.op.phrase(),
            value,
            row.positive.len(),
            row.excluded.len(),
            rules,
        ));
        self.rows.len() - 1
    }
}
