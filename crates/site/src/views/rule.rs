//! A rule on its own page, and as a line in lists.

use std::collections::{BTreeMap, HashMap};

use catalog::{Catalog, Entry, RuleIx};
use serde::Serialize;

use super::LogicView;
use crate::fragment::web_address;
use crate::{Settings, SourceInfo, VendorInfo, markdown};

/// Original texts are shown up to this many bytes; the link to the source leads to the rest.
const MAX_TEXT: usize = 128 * 1024;

/// A rule in a list.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct RuleLine {
    pub(crate) number: usize,
    title: String,
    href: String,
    vendor: String,
    mark: String,
    severity: String,
    severity_level: String,
    status: String,
    language: String,
    fidelity: &'static str,
    platforms: Vec<String>,
    domains: Vec<String>,
    techniques: Vec<String>,
}

impl RuleLine {
    pub(crate) fn new(settings: &Settings, entry: &Entry, number: usize) -> Self {
        let rule = &entry.rule;
        let severity = rule.severity.as_ref();
        RuleLine {
            number,
            title: title(entry),
            href: address(entry),
            vendor: rule.vendor.clone(),
            mark: settings.vendor(&rule.vendor).mark,
            severity: severity.map(|it| it.native.clone()).unwrap_or_default(),
            severity_level: severity
                .and_then(|it| it.level)
                .map(|level| level.id().to_owned())
                .unwrap_or_default(),
            status: rule
                .status
                .as_ref()
                .map(|it| it.native.clone())
                .unwrap_or_default(),
            language: rule
                .query
                .as_ref()
                .map(|query| query.language.title().to_owned())
                .unwrap_or_default(),
            fidelity: rule.logic.fidelity().id(),
            platforms: entry.facets.platforms.keys().cloned().collect(),
            domains: entry.facets.domains.keys().cloned().collect(),
            techniques: entry.techniques.iter().map(|it| it.id.to_string()).collect(),
        }
    }
}

/// The rules of one vendor in a list.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct VendorGroup {
    pub(crate) vendor: String,
    title: String,
    mark: String,
    pub(crate) count: usize,
    rules: Vec<RuleLine>,
}

/// Groups a population by vendor, in page order, and numbers its rules through.
pub(crate) fn group_by_vendor(
    catalog: &Catalog,
    settings: &Settings,
    population: &[RuleIx],
) -> Vec<VendorGroup> {
    let mut groups: Vec<VendorGroup> = Vec::new();
    for (number, index) in (1..).zip(sorted(catalog, settings, population)) {
        let entry = catalog.entry(index);
        if groups
            .last()
            .is_none_or(|group| group.vendor != entry.rule.vendor)
        {
            let VendorInfo { id, title, mark } = settings.vendor(&entry.rule.vendor);
            groups.push(VendorGroup {
                vendor: id,
                title,
                mark,
                count: 0,
                rules: Vec::new(),
            });
        }
        if let Some(group) = groups.last_mut() {
            group.count += 1;
            group.rules.push(RuleLine::new(settings, entry, number));
        }
    }
    groups
}

/// The number of each rule of a population in the list that [`group_by_vendor`] makes.
pub(crate) fn numbers(
    catalog: &Catalog,
    settings: &Settings,
    population: &[RuleIx],
) -> HashMap<RuleIx, usize> {
    sorted(catalog, settings, population)
        .into_iter()
        .zip(1..)
        .collect()
}

/// A population by vendor in page order, then by title.
fn sorted(catalog: &Catalog, settings: &Settings, population: &[RuleIx]) -> Vec<RuleIx> {
    let order = |vendor: &str| {
        settings
            .vendors
            .iter()
            .position(|it| it.id == vendor)
            .unwrap_or(usize::MAX)
    };
    let mut rules = population.to_vec();
    rules.sort_by_cached_key(|&index| {
        let entry = catalog.entry(index);
        (
            order(&entry.rule.vendor),
            entry.rule.vendor.clone(),
            title(entry).to_lowercase(),
            index,
        )
    });
    rules
}

/// Everything a rule's page shows.
#[derive(Debug, Serialize)]
pub(crate) struct RulePage {
    title: String,
    id: String,
    vendor: String,
    vendor_title: String,
    description: tera::Value,
    severity: String,
    severity_level: String,
    status: String,
    maturity: String,
    liveness: Option<String>,
    authors: Vec<String>,
    created: Option<String>,
    modified: Option<String>,
    language: String,
    fidelity: &'static str,
    opaque_reasons: Vec<&'static str>,
    techniques: Vec<TechniqueLine>,
    platforms: Vec<FacetLine>,
    domains: Vec<FacetLine>,
    log_source: Vec<(&'static str, String)>,
    log_source_note: Option<String>,
    events: Vec<EventLine>,
    logic: LogicView,
    exclusions: usize,
    false_positives: Vec<tera::Value>,
    references: Vec<Reference>,
    sections: Vec<SectionView>,
    tests: usize,
    facts: Vec<(&'static str, String)>,
    tags: Vec<String>,
    query: Option<String>,
    text: Option<String>,
    path: String,
    source_name: String,
    source_url: Option<String>,
    commit: Option<String>,
    licence: String,
    licence_url: Option<String>,
    published_whole: bool,
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
    pub(crate) fn new(catalog: &Catalog, settings: &Settings, entry: &Entry) -> Self {
        let rule = &entry.rule;
        let unknown = SourceInfo::default();
        let source = settings.source(&rule.source).unwrap_or(&unknown);
        let full = source.full;
        let severity = rule.severity.as_ref();
        let mut reasons: Vec<&'static str> = rule.logic.opaques().iter().map(|it| it.why.explain()).collect();
        reasons.sort_unstable();
        reasons.dedup();
        RulePage {
            title: title(entry),
            id: rule.id.clone(),
            vendor: rule.vendor.clone(),
            vendor_title: settings.vendor(&rule.vendor).title,
            description: html(&rule.description),
            severity: severity.map(|it| it.native.clone()).unwrap_or_default(),
            severity_level: severity
                .and_then(|it| it.level)
                .map(|level| level.id().to_owned())
                .unwrap_or_default(),
            status: rule
                .status
                .as_ref()
                .map(|it| it.native.clone())
                .unwrap_or_default(),
            maturity: rule
                .status
                .as_ref()
                .and_then(|it| it.maturity)
                .map(|it| it.id().to_owned())
                .unwrap_or_default(),
            liveness: rule.liveness.reason().map(str::to_owned),
            authors: rule.authors.clone(),
            created: rule.created.clone(),
            modified: rule.modified.clone(),
            language: rule
                .query
                .as_ref()
                .map_or("no query", |query| query.language.title())
                .to_owned(),
            fidelity: rule.logic.fidelity().id(),
            opaque_reasons: reasons,
            techniques: techniques(catalog, entry),
            platforms: facet_lines(&entry.facets.platforms),
            domains: facet_lines(&entry.facets.domains),
            log_source: rule.log_source.entries.clone(),
            log_source_note: rule.log_source.note.clone(),
            events: events(catalog, entry),
            logic: LogicView::new(&rule.logic),
            exclusions: entry
                .predicates
                .iter()
                .filter(|it| it.leaf.scope.is_exclusion())
                .count(),
            false_positives: rule.false_positives.iter().map(|text| html(text)).collect(),
            references: rule.references.iter().map(|text| reference(text)).collect(),
            sections: if full { sections(entry) } else { Vec::new() },
            tests: rule.tests,
            facts: rule
                .facts
                .iter()
                .map(|(key, value)| (*key, value.clone()))
                .collect(),
            tags: rule.tags.clone(),
            query: rule
                .query
                .as_ref()
                .filter(|_| full)
                .map(|query| shown(&query.text)),
            text: Some(shown(&rule.text)).filter(|text| full && !text.is_empty()),
            path: rule.path.clone(),
            source_name: source.name.clone(),
            source_url: source_url(source, entry),
            commit: source.commit.clone(),
            licence: rule.licence.clone().unwrap_or_else(|| source.licence.clone()),
            licence_url: source
                .licence_url
                .as_deref()
                .and_then(web_address)
                .map(str::to_owned),
            published_whole: full,
        }
    }
}

/// A rule's title; its id when it has none.
pub(crate) fn title(entry: &Entry) -> String {
    let title = entry.rule.title.trim();
    if title.is_empty() {
        entry.rule.id.clone()
    } else {
        title.to_owned()
    }
}

/// The address of a rule's page.
pub(crate) fn address(entry: &Entry) -> String {
    format!("rules/{}/{}/", entry.rule.vendor, entry.rule.slug)
}

fn html(text: &str) -> tera::Value {
    tera::Value::safe_string(markdown::untrusted(text).as_str())
}

fn shown(text: &str) -> String {
    let mut end = text.len().min(MAX_TEXT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text[..end].to_owned()
}

fn techniques(catalog: &Catalog, entry: &Entry) -> Vec<TechniqueLine> {
    let line = |it: &catalog::TaggedTechnique| {
        let name = catalog
            .attack
            .technique(&it.id)
            .map(|technique| technique.name.clone())
            .unwrap_or_default();
        let id = it.id.to_string();
        let moved = !it.as_tagged.to_ascii_uppercase().ends_with(&id);
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

fn events(catalog: &Catalog, entry: &Entry) -> Vec<EventLine> {
    let line = |it: &catalog::EventUse| {
        let event = catalog.events.get(it.event);
        EventLine {
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

/// The exact line at the pinned commit, for repositories whose web addresses are known to work so.
fn source_url(source: &SourceInfo, entry: &Entry) -> Option<String> {
    let repository = web_address(source.repository.as_deref()?)?.trim_end_matches('/');
    let commit = source.commit.as_deref().unwrap_or("HEAD");
    let mut path = String::new();
    for part in [source.repository_path.as_str(), entry.rule.path.as_str()] {
        if !part.is_empty() {
            path.push('/');
            path.push_str(&encoded(part.trim_matches('/')));
        }
    }
    let anchor = if entry.rule.line > 1 {
        format!("#L{}", entry.rule.line)
    } else {
        String::new()
    };
    Some(format!("{repository}/blob/{commit}{path}{anchor}"))
}

/// Percent-encodes everything that is not plainly part of a path.
fn encoded(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                out.push(char::from(byte))
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}
