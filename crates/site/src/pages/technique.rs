//! The technique pages, their complete tables and their data.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use catalog::{Catalog, Guide, RuleIx};
use rule::TechniqueId;
use rule::knowledge::Technique;
use serde::Serialize;
use tera::{Context, Value};

use super::{Job, populations};
use crate::book::Book;
use crate::fragment::web_address;
use crate::twins::Table;
use crate::views::{EventTable, Extent, GuideView, bar, filters, group_by_vendor, numbers};
use crate::{markdown, twins};

/// How many rules a vendor has here.
#[derive(Serialize)]
struct VendorShare {
    id: String,
    title: String,
    mark: String,
    rules: usize,
    bar: usize,
}

/// A guide, worked out when the first of its technique's files is made.
type LazyGuide<'a> = Arc<LazyLock<Guide, Box<dyn FnOnce() -> Guide + Send + 'a>>>;

/// Rows of the smallest table that may be cut on the page itself.
const ROWS_SHOWN: usize = 15;

pub(super) fn jobs<'a>(book: &'a Book<'a>) -> Vec<Job<'a>> {
    let mut jobs = Vec::with_capacity(book.techniques.len() * 8);
    for (i, id) in book.techniques.iter().enumerate() {
        let previous = i.checked_sub(1).and_then(|i| book.techniques.get(i));
        let next = book.techniques.get(i + 1);
        let guide: LazyGuide<'a> = Arc::new(LazyLock::new(Box::new(|| {
            book.catalog.guide(book.catalog.population(id))
        })));
        let shared = Arc::clone(&guide);
        jobs.extend(Job::page(
            &format!("techniques/{id}/"),
            "technique.html",
            move || {
                let mut context = model(book, id, &shared);
                context.insert("previous", &previous.map(|id| book.line(id)));
                context.insert("next", &next.map(|id| book.line(id)));
                context
            },
        ));
        if !book.catalog.population(id).is_empty() {
            twins_of(book, id, &guide, &mut jobs);
        }
    }
    jobs
}

/// Every row for readers without scripts, and everything for programs.
fn twins_of<'a>(book: &'a Book<'a>, id: &'a TechniqueId, guide: &LazyGuide<'a>, jobs: &mut Vec<Job<'a>>) {
    let rules = book.catalog.population(id);
    if rows_used(book, rules) > ROWS_SHOWN {
        let shared = Arc::clone(guide);
        let path = format!("techniques/{id}/guide/");
        jobs.extend(Job::page(&path, "guide.html", move || whole(book, id, &shared)));
    }
    let told = (id.to_string(), book.line(id).name);
    jobs.extend(populations(book, &format!("techniques/{id}/"), told, rules));
    let shared = Arc::clone(guide);
    jobs.extend(Job::bytes(&format!("techniques/{id}/index.md"), move || {
        plain(book, id, &shared)
    }));
    for table in Table::ALL {
        let shared = Arc::clone(guide);
        let path = format!("techniques/{id}/{}", table.file());
        jobs.extend(Job::bytes(&path, move || {
            twins::table(book, table, rules, &shared)
        }));
    }
}

/// The page for readers of plain text.
fn plain(book: &Book<'_>, id: &TechniqueId, guide: &Guide) -> Vec<u8> {
    let mut document = twins::Document::new(book, book.catalog.population(id), guide, "../../");
    let line = book.line(id);
    document.head(&format!("{} {}", line.id, line.name));
    let technique = book.catalog.attack.technique(id);
    let description = technique.map_or("", |technique| technique.description.as_str());
    document.prose(&in_markdown(description));
    document.all();
    document.into_bytes()
}

/// How many rows these rules use, each rule's for itself: no table is longer.
fn rows_used(book: &Book<'_>, rules: &[RuleIx]) -> usize {
    rules
        .iter()
        .map(|&rule| book.catalog.entry(rule).rows.len())
        .sum()
}

/// The page of every row.
fn whole(book: &Book<'_>, id: &TechniqueId, guide: &Guide) -> Context {
    let numbers = numbers(book, book.catalog.population(id));
    let place = |rule: RuleIx| numbers.get(&rule).copied().unwrap_or_default();
    let extent = Extent::Whole { root: "../../../" };
    let mut context = Context::new();
    context.insert("technique", &book.line(id));
    context.insert("guide", &GuideView::new(book, guide, extent, &place));
    context
}

fn model(book: &Book<'_>, id: &TechniqueId, guide: &Guide) -> Context {
    let catalog = book.catalog;
    let population = catalog.population(id);
    let numbers = numbers(book, population);
    let place = |rule: RuleIx| numbers.get(&rule).copied().unwrap_or_default();
    let mut context = Context::new();
    head(book, id, &mut context);
    context.insert("technique", &book.line(id));
    context.insert("guide", &GuideView::new(book, guide, Extent::Top, &place));
    context.insert("events", &EventTable::new(book, population));
    context.insert("formerly", &formerly(catalog, id));
    context.insert("tagged_as", &tagged_as(catalog, id, population));
    context.insert("filters", &filters(book, population));
    context.insert("groups", &group_by_vendor(book, population));
    context.insert("shares", &shares(book, population));
    context
}

fn shares(book: &Book<'_>, population: &[RuleIx]) -> Vec<VendorShare> {
    let counts = book.by_vendor(population);
    let largest = counts.iter().copied().max().unwrap_or_default();
    let share = |(vendor, rules): (&crate::VendorInfo, usize)| VendorShare {
        id: vendor.id.clone(),
        title: vendor.title.clone(),
        mark: vendor.mark.clone(),
        rules,
        bar: bar(rules, largest),
    };
    book.vendors().iter().zip(counts).map(share).collect()
}

/// What ATT&CK and our own notes say about the technique.
fn head(book: &Book<'_>, id: &TechniqueId, context: &mut Context) {
    let catalog = book.catalog;
    let technique = catalog.attack.technique(id);
    let parent = Some(id.parent()).filter(|parent| parent != id);
    let names = technique.map(|technique| tactics(catalog, technique));
    let platforms = technique.map(|technique| technique.platforms.clone());
    let withdrawn = technique.is_some_and(|technique| technique.withdrawn);
    context.insert("known", &technique.is_some());
    context.insert("withdrawn", &withdrawn);
    context.insert("siblings", &parent.as_ref().map(|parent| book.subs(parent)));
    context.insert("parent", &parent.map(|parent| book.line(&parent)));
    context.insert("subs", &book.subs(id));
    context.insert("tactics", &names.unwrap_or_default());
    context.insert("platforms", &platforms.unwrap_or_default());
    context.insert("url", &technique.and_then(|technique| technique.url.clone()));
    context.insert("citations", &technique.map(citations).unwrap_or_default());
    let text = technique.map_or("", |technique| technique.description.as_str());
    let (lead, rest) = description(text);
    context.insert_value("lead", lead);
    context.insert_value("rest", rest);
    let path = format!("techniques/{id}");
    let notes = book.settings.prose.iter().find(|prose| prose.path == path);
    let text = notes.map_or("", |prose| prose.markdown.trim());
    let (first, more) = text.split_once("\n\n").unwrap_or((text, ""));
    let html = |text: &str| Value::safe_string(markdown::trusted(text).as_str());
    context.insert_value("notes", html(first));
    context.insert_value("more_notes", html(more));
}

/// Short names and names of a technique's tactics.
fn tactics(catalog: &Catalog, technique: &Technique) -> Vec<(String, String)> {
    let name = |slug: &str| {
        catalog
            .attack
            .tactic(slug)
            .map_or_else(|| slug.to_owned(), |(_, it)| it.name.clone())
    };
    technique
        .tactics
        .iter()
        .map(|slug| (slug.clone(), name(slug)))
        .collect()
}

/// What a description cites: the text and, where it is fit for a link, the address.
fn citations(technique: &Technique) -> Vec<(String, Option<String>)> {
    let web = |url: &Option<String>| url.as_deref().and_then(web_address).map(str::to_owned);
    technique
        .citations
        .iter()
        .map(|it| (it.text.clone(), web(&it.url)))
        .collect()
}

/// The first paragraph, and what follows it.
fn description(text: &str) -> (Value, Value) {
    let (lead, rest) = text.split_once("\n\n").unwrap_or((text, ""));
    let html = |text: &str| Value::safe_string(markdown::untrusted(&in_markdown(text)).as_str());
    (html(lead), html(rest))
}

/// ATT&CK cites as `(Citation: name)`, and the sources are listed below the description; it sets code, and escapes
/// angle brackets in it, as HTML does.
fn in_markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let text = text.replace("<code>", "`").replace("</code>", "`");
    let text = text.replace("&lt;", "<").replace("&gt;", ">");
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once("(Citation: ") {
        out.push_str(before.trim_end());
        rest = after.split_once(')').map_or("", |(_, rest)| rest);
    }
    out.push_str(rest);
    out
}

/// Ids that ATT&CK has given up for this one.
fn formerly<'a>(catalog: &'a Catalog, id: &TechniqueId) -> Vec<&'a str> {
    let moved = catalog.attack.moved().filter(|(_, to, _)| *to == id);
    moved.map(|(from, _, _)| from.as_str()).collect()
}

/// Other ids under which rules of the population are tagged, with how many.
fn tagged_as(catalog: &Catalog, id: &TechniqueId, population: &[RuleIx]) -> Vec<(String, usize)> {
    let mut others: BTreeMap<String, usize> = BTreeMap::new();
    for &index in population {
        for tag in &catalog.entry(index).rule.techniques {
            let resolved = catalog.attack.resolve(&tag.id);
            if resolved.id() != &tag.id && (resolved.id() == id || resolved.id().parent() == *id) {
                *others.entry(tag.id.to_string()).or_default() += 1;
            }
        }
    }
    others.into_iter().collect()
}
