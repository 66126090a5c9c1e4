//! What the home page counts its matrix from.

use std::collections::{BTreeMap, BTreeSet};

use rule::TechniqueId;
use serde::Serialize;

use crate::book::Book;

/// The version of this form; raised when a reader would have to change.
const SCHEMA: &str = "gen/matrix/1";

/// Rules that are alike in all that the matrix can be narrowed by, counted. Everything is a place in the lists at
/// the head.
#[derive(Serialize)]
struct MatrixData<'a> {
    schema: &'static str,
    vendors: Vec<&'a str>,
    platforms: Vec<&'a str>,
    providers: Vec<&'a str>,
    /// Techniques of the rules and what they are sub-techniques of.
    techniques: Vec<&'a str>,
    rules: Vec<KindData>,
}

/// Vendor, platforms, providers of native events, techniques, rules.
#[derive(Serialize)]
struct KindData(usize, Vec<usize>, Vec<usize>, Vec<usize>, usize);

/// What the matrix can be narrowed by.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Kind<'a> {
    vendor: usize,
    platforms: BTreeSet<&'a str>,
    providers: BTreeSet<&'a str>,
    techniques: BTreeSet<TechniqueId>,
}

/// The counts behind the matrix.
pub(crate) fn matrix(book: &Book<'_>) -> Vec<u8> {
    let kinds = kinds(book);
    let platforms = list(kinds.keys().flat_map(|kind| kind.platforms.iter().copied()));
    let providers = list(kinds.keys().flat_map(|kind| kind.providers.iter().copied()));
    let techniques = list(
        kinds
            .keys()
            .flat_map(|kind| kind.techniques.iter().map(TechniqueId::as_str)),
    );
    let rules = kinds.iter().map(|(kind, &rules)| {
        let ids = kind.techniques.iter().map(TechniqueId::as_str);
        KindData(
            kind.vendor,
            places(&platforms, kind.platforms.iter().copied()),
            places(&providers, kind.providers.iter().copied()),
            places(&techniques, ids),
            rules,
        )
    });
    let data = MatrixData {
        schema: SCHEMA,
        vendors: book.vendors().iter().map(|vendor| vendor.id.as_str()).collect(),
        rules: rules.collect(),
        platforms,
        providers,
        techniques,
    };
    // Strings, numbers and lists of them always serialise.
    serde_json::to_vec(&data).unwrap_or_default()
}

fn kinds<'a>(book: &'a Book<'_>) -> BTreeMap<Kind<'a>, usize> {
    let mut kinds: BTreeMap<Kind<'a>, usize> = BTreeMap::new();
    for (index, entry) in book.live() {
        let native = entry.events.iter().filter(|it| it.native);
        let own = entry.techniques.iter().map(|it| it.id.clone());
        let techniques = own.flat_map(|id| [id.parent(), id]).collect();
        let kind = Kind {
            vendor: book.vendor_of(index),
            platforms: entry.facets.platforms.keys().map(String::as_str).collect(),
            providers: native
                .map(|it| book.catalog.events.get(it.event).provider.as_str())
                .collect(),
            techniques,
        };
        if !kind.techniques.is_empty() {
            *kinds.entry(kind).or_default() += 1;
        }
    }
    kinds
}

/// Each once, sorted.
fn list<'a>(all: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    all.collect::<BTreeSet<_>>().into_iter().collect()
}

fn places<'a>(list: &[&str], of: impl Iterator<Item = &'a str>) -> Vec<usize> {
    of.filter_map(|it| list.binary_search(&it).ok()).collect()
}
