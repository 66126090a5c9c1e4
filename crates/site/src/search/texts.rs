//! Rules by the words of their titles, and by every word of their queries: functions, macros, tables, operations, and
//! literals of any kind.
//!
//! The words of a query are told together with those of its rule's title, vendor and techniques, so that the words of
//! one search may come from all of them. A rule is named by its place in page order; the places of a word are written
//! as steps from one to the next. A word that most rules use tells them apart no better than none, and is written as 0.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use catalog::{Entry, RuleIx};
use rayon::prelude::*;
use rule::Logic;
use serde::Serialize;

use super::json;
use super::words::{MAX_CHARS, head, rest, shard, words, words_of};
use crate::book::Book;
use crate::views::title;

/// The most words that one rule gives: a list of ten thousand addresses is found by its values.
const MAX_WORDS: usize = 1500;
/// Longer runs of hexadecimal digits are hashes and encoded payloads, which are found by their values.
const MAX_HEX: usize = 15;
/// Shards below this many bytes share one with others of the same first letter.
const MIN_SHARD: usize = 6 * 1024;

#[derive(Serialize)]
#[serde(untagged)]
enum Places {
    Common(u8),
    Steps(Vec<u32>),
}

#[derive(Clone, Default, Serialize)]
struct TextShard<'a> {
    words: BTreeMap<&'a str, &'a Places>,
    titles: BTreeMap<&'a str, &'a Places>,
}

/// The words of a rule: of its query and what goes with it, of its title.
type RuleWords = (u32, Vec<String>, BTreeSet<String>);

/// By shard.
pub(super) fn shards(book: &Book<'_>) -> Vec<(String, Vec<u8>)> {
    let live: Vec<(RuleIx, &Entry)> = book.live().collect();
    let mut found: Vec<RuleWords> = live
        .par_iter()
        .map(|(rule, entry)| (book.rank(*rule), rule_words(book, entry), words(&title(entry))))
        .collect();
    found.par_sort_unstable();
    let most = live.len() / 2 + 1;
    let texts = placed(found.iter().map(|(rank, words, _)| (*rank, words.iter())), most);
    let titles = placed(
        found.iter().map(|(rank, _, words)| (*rank, words.iter())),
        usize::MAX,
    );
    packed(&texts, &titles)
}

/// Where each word is.
fn placed<'a>(
    found: impl Iterator<Item = (u32, impl Iterator<Item = &'a String>)>,
    most: usize,
) -> BTreeMap<&'a str, Places> {
    let mut by_word: HashMap<&str, Vec<u32>> = HashMap::new();
    for (rank, words) in found {
        words.for_each(|word| by_word.entry(word).or_default().push(rank));
    }
    let places = |ranks: Vec<u32>| match ranks.len() > most {
        true => Places::Common(0),
        false => Places::Steps(steps(&ranks)),
    };
    by_word
        .into_iter()
        .map(|(word, ranks)| (word, places(ranks)))
        .collect()
}

/// From each place to the next; the first counts from nought.
fn steps(ranks: &[u32]) -> Vec<u32> {
    let before = std::iter::once(&0).chain(ranks);
    ranks
        .iter()
        .zip(before)
        .map(|(rank, before)| rank - before)
        .collect()
}

/// A shard of its own for two letters that begin much, one for all others of a first letter.
fn packed(texts: &BTreeMap<&str, Places>, titles: &BTreeMap<&str, Places>) -> Vec<(String, Vec<u8>)> {
    let mut pairs: BTreeMap<String, TextShard<'_>> = BTreeMap::new();
    for (word, places) in texts {
        pairs.entry(shard(word)).or_default().words.insert(word, places);
    }
    for (word, places) in titles {
        pairs.entry(shard(word)).or_default().titles.insert(word, places);
    }
    let mut shards: Vec<(String, Vec<u8>)> = Vec::new();
    let mut small: BTreeMap<String, TextShard<'_>> = BTreeMap::new();
    for (key, pair) in pairs {
        let bytes = json(&pair);
        if bytes.len() < MIN_SHARD {
            let others = small.entry(rest(&key)).or_default();
            others.words.extend(pair.words);
            others.titles.extend(pair.titles);
        } else {
            shards.push((key, bytes));
        }
    }
    shards.extend(small.into_iter().map(|(key, words)| (key, json(&words))));
    shards.sort_unstable();
    shards
}

fn rule_words(book: &Book<'_>, entry: &Entry) -> Vec<String> {
    let title = title(entry);
    let mut found: Vec<&str> = Vec::new();
    let mut take = |text| found.extend(words_of(text).filter(|word| !is_encoded(word)).take(MAX_WORDS));
    take(&title);
    take(&entry.rule.vendor);
    entry.techniques.iter().for_each(|it| take(it.id.as_str()));
    let published = book
        .settings
        .source(&entry.rule.source)
        .is_none_or(|source| source.full);
    match entry.rule.query.as_ref().filter(|_| published) {
        Some(query) => take(&query.text),
        None => decoded(entry, &mut take),
    }
    // Most words of a query stand in it more than once.
    found.sort_unstable();
    found.dedup();
    let mut words: Vec<String> = found.into_iter().map(head).collect();
    words.sort_unstable();
    words.dedup();
    words.truncate(MAX_WORDS);
    words
}

/// What the page of a rule shows whose original text may not be published.
fn decoded<'a>(entry: &'a Entry, take: &mut impl FnMut(&'a str)) {
    for step in entry.rule.logic.stages() {
        take(step.source.as_deref().unwrap_or_default());
        step.logic.for_each_leaf(&mut |leaf| match leaf {
            Logic::Pred(it) => std::iter::once(&it.field)
                .chain(&it.values)
                .for_each(|text| take(text)),
            Logic::Opaque(it) => take(&it.text),
            _ => {}
        });
    }
}

fn is_encoded(word: &str) -> bool {
    let mut head = word.bytes().take(MAX_CHARS);
    word.len() > MAX_HEX && head.all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::{is_encoded, steps};

    #[test]
    fn places_are_steps_and_hashes_are_no_words() {
        assert_eq!(steps(&[0, 3, 4, 10]), [0, 3, 1, 6]);
        assert!(is_encoded("d41d8cd98f00b204") && !is_encoded("deviceprocessevents") && !is_encoded("4688"));
    }
}
