//! The corpora: what each vendor has, under which licence, at which commit.

use std::collections::{BTreeMap, BTreeSet};

use catalog::{Entry, RuleIx};
use serde::Serialize;
use tera::Context;

use super::Job;
use crate::VendorInfo;
use crate::book::Book;
use crate::views::{Neighbour, RuleLine, TechniqueCount, Turn, bar, language};

/// What a vendor's page says about its corpus.
#[derive(Clone, Debug, Serialize)]
pub(super) struct VendorView {
    id: String,
    title: String,
    mark: String,
    rules: usize,
    set_aside: usize,
    techniques: usize,
    languages: Vec<(String, usize)>,
    fidelity: Vec<Share>,
    /// Share of fields, each counted once a rule, that have a concept.
    known: String,
    /// The same with those that are kept under their provider.
    named: String,
    /// Share of rules that read at least one event.
    with_events: String,
    sources: Vec<SourceView>,
}

/// How many rules were decoded how faithfully.
#[derive(Clone, Debug, Serialize)]
struct Share {
    word: &'static str,
    rules: usize,
    percent: String,
    bar: usize,
}

const FIDELITIES: [rule::Fidelity; 4] = [
    rule::Fidelity::Exact,
    rule::Fidelity::Approximate,
    rule::Fidelity::Partial,
    rule::Fidelity::Opaque,
];

#[derive(Clone, Debug, Serialize)]
struct SourceView {
    name: String,
    repository: Option<String>,
    commit: Option<String>,
    licence: String,
    licence_url: Option<String>,
    files: usize,
    refused: usize,
    full: bool,
    private: bool,
}

pub(super) fn jobs<'a>(book: &'a Book<'a>) -> Vec<Job<'a>> {
    let mut jobs: Vec<Job<'a>> = Job::page("vendors/", "vendors.html", move || {
        let mut context = Context::new();
        context.insert("vendors", &views(book));
        context
    })
    .into_iter()
    .collect();
    for (place, vendor) in book.vendors().iter().enumerate() {
        let path = format!("vendors/{}/", vendor.id);
        jobs.extend(Job::page(&path, "vendor.html", move || {
            let rules: Vec<RuleIx> = of(book, &vendor.id)
                .filter(|(_, entry)| entry.rule.liveness.is_live())
                .map(|(index, _)| index)
                .collect();
            let mut techniques = TechniqueCount::of(book, &rules);
            techniques.truncate(MAX_TECHNIQUES);
            let mut context = Context::new();
            context.insert("vendor", &view(book, vendor));
            context.insert("techniques", &techniques);
            context.insert("reasons", &reasons(book, &rules));
            context.insert("rules", &lines(book, &rules));
            context.insert("turn", &Turn::at(book.vendors(), place, neighbour));
            context
        }));
    }
    jobs
}

fn neighbour(vendor: &VendorInfo) -> Neighbour {
    Neighbour {
        href: format!("vendors/{}/", vendor.id),
        title: vendor.title.clone(),
    }
}

/// Techniques named on a vendor's page.
const MAX_TECHNIQUES: usize = 25;

/// All vendors, as the index and the page on method show them.
pub(super) fn views(book: &Book<'_>) -> Vec<VendorView> {
    book.vendors().iter().map(|vendor| view(book, vendor)).collect()
}

fn of<'a>(book: &Book<'a>, vendor: &'a str) -> impl Iterator<Item = (RuleIx, &'a Entry)> {
    (0..)
        .zip(book.catalog.entries())
        .filter(move |(_, entry)| entry.rule.vendor == vendor)
}

fn lines(book: &Book<'_>, rules: &[RuleIx]) -> Vec<RuleLine> {
    (1..)
        .zip(book.in_order(rules))
        .map(|(number, rule)| RuleLine::new(book, book.catalog.entry(rule), number))
        .collect()
}

/// Why rules were not decoded exactly, with how many: opaque clauses, then losses.
fn reasons(book: &Book<'_>, rules: &[RuleIx]) -> Vec<(&'static str, usize)> {
    let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
    for &rule in rules {
        let logic = &book.catalog.entry(rule).rule.logic;
        let mut found: BTreeSet<&'static str> = logic.opaques().iter().map(|it| it.why.explain()).collect();
        found.extend(logic.losses.iter().map(|loss| loss.explain()));
        for reason in found {
            *counts.entry(reason).or_default() += 1;
        }
    }
    let mut counts: Vec<(&'static str, usize)> = counts.into_iter().collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    counts
}

/// A share in percent, with one decimal; nothing of nothing is all of it.
fn percent(part: usize, whole: usize) -> String {
    if whole == 0 {
        return "–".to_owned();
    }
    let tenths = (part * 1000 + whole / 2) / whole;
    format!("{}.{}", tenths / 10, tenths % 10)
}

fn view(book: &Book<'_>, vendor: &VendorInfo) -> VendorView {
    let mut techniques = BTreeSet::new();
    let mut languages: BTreeMap<&str, usize> = BTreeMap::new();
    let mut fidelity = [0; FIDELITIES.len()];
    let (mut rules, mut set_aside) = (0, 0);
    for (_, entry) in of(book, &vendor.id) {
        if !entry.rule.liveness.is_live() {
            set_aside += 1;
            continue;
        }
        rules += 1;
        techniques.extend(entry.techniques.iter().map(|it| &it.id));
        *languages.entry(language(entry)).or_default() += 1;
        let word = entry.fidelity;
        fidelity[FIDELITIES.iter().position(|it| *it == word).unwrap_or_default()] += 1;
    }
    let mut languages: Vec<(String, usize)> = languages
        .into_iter()
        .map(|(name, rules)| (name.to_owned(), rules))
        .collect();
    languages.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let share = |(word, count): (rule::Fidelity, usize)| Share {
        word: word.id(),
        rules: count,
        percent: percent(count, rules),
        bar: bar(count, rules),
    };
    let coverage = book.coverage(&vendor.id);
    VendorView {
        id: vendor.id.clone(),
        title: vendor.title.clone(),
        mark: vendor.mark.clone(),
        rules,
        set_aside,
        techniques: techniques.len(),
        languages,
        fidelity: FIDELITIES.into_iter().zip(fidelity).map(share).collect(),
        known: percent(coverage.fields_known, coverage.fields()),
        named: percent(coverage.fields_known + coverage.fields_kept, coverage.fields()),
        with_events: percent(coverage.with_event, coverage.rules),
        sources: sources(book, &vendor.id),
    }
}

fn sources(book: &Book<'_>, vendor: &str) -> Vec<SourceView> {
    let web = |text: &Option<String>| {
        text.as_deref()
            .and_then(crate::fragment::web_address)
            .map(str::to_owned)
    };
    let view = |source: &crate::SourceInfo| SourceView {
        name: source.name.clone(),
        repository: web(&source.repository),
        commit: source.commit.clone(),
        licence: source.licence.clone(),
        licence_url: web(&source.licence_url),
        files: source.files,
        refused: source.refused,
        full: source.full,
        private: source.private,
    };
    book.settings
        .sources
        .iter()
        .filter(|source| source.vendor == vendor)
        .map(view)
        .collect()
}
