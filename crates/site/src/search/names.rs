//! What has a name of its own: a list short enough to be searched letter by letter, typing errors included.

use serde::Serialize;

use super::json;
use crate::book::Book;

/// Fields that fewer rules use are found by their values only.
const MIN_RULES: usize = 2;

#[derive(Serialize)]
struct Names<'a> {
    /// Mark and name of each vendor, in page order.
    vendors: Vec<(&'a str, &'a str)>,
    /// Each vendor's first place in page order.
    starts: Vec<u32>,
    shards: Shards,
    /// Kind, name, what else it is known by, address, rules.
    names: Vec<Name>,
}

/// The shards that exist, so that a page asks for no other.
#[derive(Serialize)]
struct Shards {
    v: Vec<String>,
    q: Vec<String>,
}

#[derive(Serialize)]
struct Name(&'static str, String, String, String, usize);

pub(super) fn file(book: &Book<'_>, [v, q]: [Vec<String>; 2]) -> Vec<u8> {
    let mut names = techniques(book);
    names.extend(tactics(book));
    names.extend(fields(book));
    names.extend(events(book));
    for (vendor, rules) in book
        .vendors()
        .iter()
        .zip(book.by_vendor(&book.live().map(|(rule, _)| rule).collect::<Vec<_>>()))
    {
        let at = format!("vendors/{}/", vendor.id);
        names.push(Name("vendor", vendor.title.clone(), vendor.id.clone(), at, rules));
    }
    let vendors = book.vendors().iter();
    json(&Names {
        vendors: vendors.map(|it| (it.mark.as_str(), it.title.as_str())).collect(),
        starts: starts(book),
        shards: Shards { v, q },
        names,
    })
}

fn starts(book: &Book<'_>) -> Vec<u32> {
    let all: Vec<catalog::RuleIx> = (0..).zip(book.catalog.entries()).map(|(rule, _)| rule).collect();
    let mut next = 0;
    let mut start = |rules: usize| {
        next += rules as u32;
        next - rules as u32
    };
    book.by_vendor(&all).into_iter().map(&mut start).collect()
}

/// A technique's name after that of what it is a sub-technique of.
fn full_name(book: &Book<'_>, id: &rule::TechniqueId) -> String {
    let name = book.line(id).name;
    if id.is_sub() {
        format!("{}: {name}", book.line(&id.parent()).name)
    } else {
        name
    }
}

fn techniques(book: &Book<'_>) -> Vec<Name> {
    let name = |id: &rule::TechniqueId| {
        let line = book.line(id);
        let at = format!("techniques/{id}/");
        Name("technique", full_name(book, id), line.id, at, line.rules)
    };
    let known = |id: &&rule::TechniqueId| book.catalog.attack.technique(id).is_some();
    let mut names: Vec<Name> = book.techniques.iter().filter(known).map(name).collect();
    let moved = book.catalog.attack.moved();
    names.extend(
        moved
            .filter(|(from, _, _)| book.techniques.binary_search(from).is_err())
            .map(|(from, to, _)| {
                let at = format!("techniques/{to}/");
                let also = format!("{from} → {to}");
                Name("technique", full_name(book, to), also, at, book.line(to).rules)
            }),
    );
    names
}

fn tactics(book: &Book<'_>) -> Vec<Name> {
    let matrices = book.catalog.attack.matrices().iter();
    let mut names: Vec<Name> = Vec::new();
    for tactic in matrices.flat_map(|matrix| &matrix.tactics) {
        let at = format!("tactics/{}/", tactic.slug);
        if names.iter().all(|it| it.3 != at) {
            names.push(Name("tactic", tactic.name.clone(), tactic.id.clone(), at, 0));
        }
    }
    names
}

fn fields(book: &Book<'_>) -> Vec<Name> {
    let name = |(concept, field): (&String, &crate::places::Field)| {
        let mut rules: Vec<u32> = field
            .rows
            .iter()
            .flat_map(|&row| book.catalog.rows.get(row).positive)
            .copied()
            .collect();
        rules.sort_unstable();
        rules.dedup();
        let at = book.places.field(concept).to_owned();
        (rules.len() >= MIN_RULES).then(|| Name("field", concept.clone(), String::new(), at, rules.len()))
    };
    book.places.fields().iter().filter_map(name).collect()
}

fn events(book: &Book<'_>) -> Vec<Name> {
    let mut names = Vec::new();
    for (provider, it) in book.places.providers() {
        let at = book.places.provider(provider);
        names.push(Name("event", provider.clone(), String::new(), at, 0));
        for &index in &it.events {
            let event = book.catalog.events.get(index);
            let at = book.places.event(index).to_owned();
            let name = format!("{provider} {}", event.event);
            names.push(Name("event", name, event.title(), at, event.native.len()));
        }
    }
    names
}
