//! Everything a rule's page shows.

use std::collections::BTreeMap;

use catalog::{Catalog, Entry, RuleIx};
use serde::Serialize;

use super::line::{is_private, language, severity, title};
use super::provenance::Provenance;
use super::reach::{Reach, Sibling, siblings};
use super::similar::{SimilarLine, similar};
use crate::book::Book;
use crate::fragment::web_address;
use crate::views::{LogicView, SourceText};
use crate::{Settings, SourceInfo, markdown};

/// References that a page names; the original has all.
const MAX_REFERENCES: usize = 300;

/// A rule's page, in the order in which it is read.
#[derive(Debug, Serialize)]
pub(crate) struct RulePage {
    head: Head,
    description: tera::Value,
    card: Card,
    logic: LogicView,
    reach: Reach,
    siblings: Vec<Sibling>,
    similar: Vec<SimilarLine>,
    prose: Prose,
    original: Option<SourceText>,
    provenance: Provenance,
}

#[derive(Debug, Serialize)]
struct Head {
    title: String,
    id: String,
    vendor: String,
    vendor_title: String,
    severity: String,
    severity_level: &'static str,
    status: String,
    set_aside: Option<String>,
    private: bool,
    mark: String,
    language: &'static str,
    fidelity: &'static str,
    opaque_reasons: Vec<&'static str>,
}

#[derive(Debug, Serialize)]
struct Card {
    techniques: Vec<TechniqueLine>,
    platforms: Vec<FacetLine>,
    domains: Vec<FacetLine>,
    log_source: Vec<(&'static str, String)>,
    log_source_note: Option<String>,
    events: Vec<EventLine>,
    /// How many of the events are other sensors'.
    equivalent: usize,
    authors: Vec<String>,
    created: Option<String>,
    modified: Option<String>,
    tests: usize,
    facts: Vec<(&'static str, String)>,
    tags: Vec<String>,
}

/// What the author wrote for people; the longer texts only where the licence lets them be published.
#[derive(Debug, Serialize)]
struct Prose {
    false_positives: Vec<tera::Value>,
    references: Vec<Reference>,
    sections: Vec<SectionView>,
}

#[derive(Debug, Serialize)]
struct TechniqueLine {
    id: String,
    name: String,
    as_tagged: String,
    moved: bool,
}

#[derive(Debug, Serialize)]
struct FacetLine {
    name: String,
    reason: String,
}

#[derive(Debug, Serialize)]
struct EventLine {
    href: String,
    provider: String,
    event: String,
    title: String,
    native: bool,
}

#[derive(Debug, Serialize)]
struct Reference {
    text: String,
    href: Option<String>,
}

#[derive(Debug, Serialize)]
struct SectionView {
    title: String,
    html: tera::Value,
}

impl RulePage {
    pub(crate) fn new(book: &Book<'_>, index: RuleIx) -> Self {
        let entry = book.catalog.entry(index);
        let unknown = SourceInfo::default();
        let source = book.settings.source(&entry.rule.source).unwrap_or(&unknown);
        let (original, marks) = Some(entry)
            .filter(|_| source.full)
            .and_then(SourceText::new)
            .map_or_else(Default::default, |(text, marks)| (Some(text), marks));
        RulePage {
            head: head(book.settings, entry),
            description: html(&entry.rule.description),
            card: card(book, entry),
            logic: LogicView::new(book, entry, &marks),
            reach: Reach::new(book, entry),
            siblings: siblings(book, entry),
            similar: similar(book, index),
            prose: prose(entry, source.full),
            original,
            provenance: Provenance::new(source, entry),
        }
    }
}

fn head(settings: &Settings, entry: &Entry) -> Head {
    let rule = &entry.rule;
    let native = rule.severity.as_ref();
    let mut reasons: Vec<&'static str> = rule.logic.opaques().iter().map(|it| it.why.explain()).collect();
    reasons.sort_unstable();
    reasons.dedup();
    Head {
        title: title(entry),
        id: rule.id.clone(),
        vendor: rule.vendor.clone(),
        vendor_title: settings.vendor(&rule.vendor).title,
        severity: native.map(|it| it.native.clone()).unwrap_or_default(),
        severity_level: severity(entry),
        status: rule
            .status
            .as_ref()
            .map(|it| it.native.clone())
            .unwrap_or_default(),
        set_aside: rule.liveness.reason().map(str::to_owned),
        private: is_private(settings, entry),
        mark: settings.vendor(&rule.vendor).mark,
        language: language(entry),
        fidelity: entry.fidelity.id(),
        opaque_reasons: reasons,
    }
}

fn card(book: &Book<'_>, entry: &Entry) -> Card {
    let rule = &entry.rule;
    Card {
        techniques: techniques(book.catalog, entry),
        platforms: facet_lines(&entry.facets.platforms),
        domains: facet_lines(&entry.facets.domains),
        log_source: rule.log_source.entries.clone(),
        log_source_note: rule.log_source.note.clone(),
        events: events(book, entry),
        equivalent: entry.events.iter().filter(|it| !it.native).count(),
        authors: rule.authors.clone(),
        created: rule.created.clone(),
        modified: rule.modified.clone(),
        tests: rule.tests,
        facts: rule
            .facts
            .iter()
            .map(|(key, value)| (*key, value.clone()))
            .collect(),
        tags: rule.tags.clone(),
    }
}

fn prose(entry: &Entry, full: bool) -> Prose {
    Prose {
        false_positives: entry.rule.false_positives.iter().map(|text| html(text)).collect(),
        references: entry
            .rule
            .references
            .iter()
            .take(MAX_REFERENCES)
            .map(|text| reference(text))
            .collect(),
        sections: if full { sections(entry) } else { Vec::new() },
    }
}

fn html(text: &str) -> tera::Value {
    tera::Value::safe_string(markdown::untrusted(text).as_str())
}

fn techniques(catalog: &Catalog, entry: &Entry) -> Vec<TechniqueLine> {
    let line = |it: &catalog::TaggedTechnique| {
        let name = catalog
            .attack
            .technique(&it.id)
            .map(|technique| technique.name.clone())
            .unwrap_or_default();
        let id = it.id.to_string();
        let tagged = it
            .as_tagged
            .trim_end_matches('/')
            .replace('/', ".")
            .to_ascii_uppercase();
        let moved = !tagged.ends_with(&id);
        TechniqueLine {
            id,
            name,
            as_tagged: it.as_tagged.clone(),
            moved,
        }
    };
    entry.techniques.iter().map(line).collect()
}

fn facet_lines(facets: &BTreeMap<String, String>) -> Vec<FacetLine> {
    facets
        .iter()
        .map(|(name, reason)| FacetLine {
            name: name.clone(),
            reason: reason.clone(),
        })
        .collect()
}

fn events(book: &Book<'_>, entry: &Entry) -> Vec<EventLine> {
    let line = |it: &catalog::EventUse| {
        let event = book.catalog.events.get(it.event);
        EventLine {
            href: book.places.event(it.event).to_owned(),
            provider: event.provider.clone(),
            event: event.event.clone(),
            title: event.title(),
            native: it.native,
        }
    };
    entry.events.iter().map(line).collect()
}

fn reference(text: &str) -> Reference {
    Reference {
        text: text.to_owned(),
        href: web_address(text).map(str::to_owned),
    }
}

fn sections(entry: &Entry) -> Vec<SectionView> {
    let sections = entry
        .rule
        .sections
        .iter()
        .filter(|section| !section.markdown.trim().is_empty());
    sections
        .map(|section| SectionView {
            title: section.title.clone(),
            html: html(&section.markdown),
        })
        .collect()
}
