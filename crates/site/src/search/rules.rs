//! Rules by the words of their titles, and their addresses in chunks.

use std::collections::BTreeMap;

use catalog::RuleIx;
use serde::Serialize;

use super::json;
use super::words::{shard, words};
use crate::book::Book;
use crate::views::title;

/// Rules in a chunk.
const CHUNK: usize = 256;

/// Vendor, slug, title.
#[derive(Serialize)]
struct Doc(usize, String, String);

#[derive(Default, Serialize)]
struct TitleShard {
    /// Place in page order, then the rule.
    docs: Vec<(u32, Doc)>,
    /// Which docs have a word.
    words: BTreeMap<String, Vec<usize>>,
}

fn doc(book: &Book<'_>, rule: RuleIx) -> Doc {
    let entry = book.catalog.entry(rule);
    Doc(book.vendor_of(rule), entry.rule.slug.clone(), title(entry))
}

fn all(book: &Book<'_>) -> Vec<RuleIx> {
    let all: Vec<RuleIx> = (0..).zip(book.catalog.entries()).map(|(rule, _)| rule).collect();
    book.in_order(&all)
}

/// By shard.
pub(super) fn title_shards(book: &Book<'_>) -> Vec<(String, Vec<u8>)> {
    let mut shards: BTreeMap<String, TitleShard> = BTreeMap::new();
    let live = |rule: &RuleIx| book.catalog.entry(*rule).rule.liveness.is_live();
    for rule in all(book).into_iter().filter(live) {
        let rank = book.rank(rule);
        for word in words(&title(book.catalog.entry(rule))) {
            let shard = shards.entry(shard(&word)).or_default();
            if shard.docs.last().is_none_or(|(last, _)| *last != rank) {
                shard.docs.push((rank, doc(book, rule)));
            }
            shard.words.entry(word).or_default().push(shard.docs.len() - 1);
        }
    }
    shards
        .into_iter()
        .map(|(key, shard)| (key, json(&shard)))
        .collect()
}

pub(super) fn chunks(book: &Book<'_>) -> Vec<(String, Vec<u8>)> {
    let all = all(book);
    let chunk = |(number, rules): (usize, &[RuleIx])| {
        let docs: Vec<Doc> = rules.iter().map(|&rule| doc(book, rule)).collect();
        (format!("r-{number}"), json(&docs))
    };
    all.chunks(CHUNK).enumerate().map(chunk).collect()
}
