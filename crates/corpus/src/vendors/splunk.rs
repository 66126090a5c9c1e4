//! Splunk Security Content (<https://github.com/splunk/security_content>, schema in
//! <https://github.com/splunk/contentctl>): one SPL search a YAML file, macros and data sources beside them.
//!
//! There are three layouts: until 2024 everything about a rule but its search lies in `tags`, then risk moves
//! to `rba`, and from 2026 on all of it is at the top with `finding` and `intermediate_findings`. The newest
//! key that is there counts.

use std::collections::BTreeMap;
use std::sync::Arc;

use query::spl::{Macro, Macros};
use rule::{
    Language, Liveness, Maturity, Reason, Rule, RuleLogic, Section, Severity, SeverityLevel, Span, Status,
};
use serde::Deserialize;

use super::{About, Given, Reader, Vendor};
use crate::loose::{count, list, maybe, text, words};
use crate::text_file::TextFile;
use crate::yaml_rule::Parsed;
use crate::{Problem, attach, attack_tags, date, yaml_rule};

/// The vendor.
pub(super) struct Splunk;

static ABOUT: About = About {
    id: "splunk",
    title: "Splunk Security Content",
    mark: "Sp",
    include: &["detections/**/*.yml", "removed/detections/**/*.yml"],
    companions: &["**/macros/*.yml", "**/data_sources/*.yml"],
    exclude: &["**/.*"],
    signs: &[
        &["search", "type", "tags"],
        &["search", "how_to_implement"],
        &["search", "data_source"],
    ],
};

impl Vendor for Splunk {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn is_shared(&self, file: &TextFile) -> bool {
        file.is_in("macros") || file.is_in("data_sources")
    }

    fn open(&self, files: &[Arc<TextFile>]) -> Box<dyn Reader> {
        let mut corpus = Corpus::default();
        for file in files {
            if file.is_in("macros") {
                if let Ok(Parsed { raw, .. }) = yaml_rule::parse::<RawMacro>(file) {
                    let definition = Macro {
                        arguments: raw.arguments,
                        definition: raw.definition,
                    };
                    corpus
                        .macros
                        .insert((raw.name, definition.arguments.len()), definition);
                }
            } else if file.is_in("data_sources")
                && let Ok(Parsed { raw, .. }) = yaml_rule::parse::<RawDataSource>(file)
            {
                corpus.data_sources.insert(raw.name.clone(), raw);
            }
        }
        Box::new(corpus)
    }
}

/// What the rules of a source share.
#[derive(Default)]
struct Corpus {
    macros: Macros,
    data_sources: BTreeMap<String, RawDataSource>,
}

#[derive(Deserialize)]
struct RawMacro {
    name: String,
    definition: String,
    #[serde(default, deserialize_with = "words")]
    arguments: Vec<String>,
}

#[derive(Deserialize)]
struct RawDataSource {
    name: String,
    #[serde(default, deserialize_with = "text")]
    source: String,
    #[serde(default, deserialize_with = "text")]
    sourcetype: String,
}

/// A detection as written, in any of the three layouts.
#[derive(Deserialize)]
struct Raw {
    name: String,
    #[serde(default, deserialize_with = "text")]
    id: String,
    #[serde(default, deserialize_with = "text")]
    version: String,
    #[serde(default, deserialize_with = "text", alias = "creation_date")]
    date: String,
    #[serde(default, deserialize_with = "text")]
    modification_date: String,
    #[serde(default, deserialize_with = "text")]
    author: String,
    #[serde(default, deserialize_with = "text")]
    status: String,
    #[serde(default, deserialize_with = "text")]
    r#type: String,
    #[serde(default, deserialize_with = "text")]
    description: String,
    #[serde(default)]
    search: Option<String>,
    #[serde(default, deserialize_with = "words", alias = "data_sources")]
    data_source: Vec<String>,
    #[serde(default, deserialize_with = "text")]
    how_to_implement: String,
    #[serde(default, deserialize_with = "words")]
    known_false_positives: Vec<String>,
    #[serde(default, deserialize_with = "words")]
    references: Vec<String>,
    #[serde(default, deserialize_with = "count")]
    tests: usize,
    #[serde(default, deserialize_with = "maybe")]
    tags: Option<RawTags>,
    #[serde(flatten)]
    top: RawTags,
    #[serde(default, deserialize_with = "maybe")]
    rba: Option<RawRisk>,
    #[serde(default, deserialize_with = "maybe")]
    finding: Option<RawFinding>,
    #[serde(default, deserialize_with = "maybe")]
    intermediate_findings: Option<RawFindings>,
}

/// What stands in `tags` in the older layouts and at the top in the newest.
#[derive(Default, Deserialize)]
#[serde(default)]
struct RawTags {
    #[serde(deserialize_with = "words")]
    analytic_story: Vec<String>,
    #[serde(deserialize_with = "words")]
    asset_type: Vec<String>,
    #[serde(deserialize_with = "words")]
    mitre_attack_id: Vec<String>,
    #[serde(deserialize_with = "words", alias = "CVE")]
    cve: Vec<String>,
    #[serde(deserialize_with = "words")]
    product: Vec<String>,
    #[serde(deserialize_with = "words")]
    atomic_guid: Vec<String>,
    #[serde(deserialize_with = "text")]
    security_domain: String,
    #[serde(deserialize_with = "text")]
    risk_score: String,
    #[serde(deserialize_with = "text")]
    message: String,
}

#[derive(Deserialize)]
struct RawRisk {
    #[serde(default, deserialize_with = "text")]
    message: String,
    #[serde(default, deserialize_with = "list")]
    risk_objects: Vec<RawEntity>,
}

#[derive(Deserialize)]
struct RawFinding {
    #[serde(default, deserialize_with = "text")]
    title: String,
    #[serde(default, deserialize_with = "maybe")]
    entity: Option<RawEntity>,
}

#[derive(Deserialize)]
struct RawFindings {
    #[serde(default, deserialize_with = "list")]
    entities: Vec<RawEntity>,
}

#[derive(Deserialize)]
struct RawEntity {
    #[serde(default, deserialize_with = "text")]
    score: String,
    #[serde(default, deserialize_with = "text")]
    message: String,
}

impl Reader for Corpus {
    fn read(&self, file: &TextFile) -> Result<Given, Problem> {
        if file.is_in("macros") {
            yaml_rule::parse::<RawMacro>(file)?;
            return Ok(Given::companion());
        }
        if file.is_in("data_sources") {
            yaml_rule::parse::<RawDataSource>(file)?;
            return Ok(Given::companion());
        }
        let Parsed::<Raw> {
            mut raw,
            mut problems,
        } = yaml_rule::parse(file)?;
        let tags = raw
            .tags
            .take()
            .unwrap_or_default()
            .or(std::mem::take(&mut raw.top));
        let mut rule = rule(file, &raw, &tags);
        self.log_source(&mut rule, &raw, &tags);
        if let Some(search) = &raw.search {
            let decoded = query::spl::decode(search, &self.macros);
            problems.extend(attach::attach_yaml(
                &mut rule,
                file,
                "search",
                (Language::Spl, search),
                decoded,
            ));
        } else {
            rule.logic = RuleLogic::opaque("", Reason::NoQuery, Span::NONE);
            problems.push(Problem::warning(&file.path, "the detection has no `search`"));
        }
        Ok(Given::rule(rule, problems))
    }
}

impl RawTags {
    /// Field by field the one that says something.
    fn or(self, other: RawTags) -> RawTags {
        let list = |a: Vec<String>, b: Vec<String>| if b.is_empty() { a } else { b };
        let word = |a: String, b: String| if b.is_empty() { a } else { b };
        RawTags {
            analytic_story: list(self.analytic_story, other.analytic_story),
            asset_type: list(self.asset_type, other.asset_type),
            mitre_attack_id: list(self.mitre_attack_id, other.mitre_attack_id),
            cve: list(self.cve, other.cve),
            product: list(self.product, other.product),
            atomic_guid: list(self.atomic_guid, other.atomic_guid),
            security_domain: word(self.security_domain, other.security_domain),
            risk_score: word(self.risk_score, other.risk_score),
            message: word(self.message, other.message),
        }
    }
}

impl Corpus {
    /// `A AND B` names two data sources that are both needed.
    fn log_source(&self, rule: &mut Rule, raw: &Raw, tags: &RawTags) {
        let names: Vec<&str> = raw
            .data_source
            .iter()
            .flat_map(|it| it.split(" AND "))
            .map(str::trim)
            .collect();
        for name in &names {
            rule.log_source.push("data_source", *name);
        }
        for source in names.iter().filter_map(|name| self.data_sources.get(*name)) {
            for (key, value) in [("source", &source.source), ("sourcetype", &source.sourcetype)] {
                if rule.log_source.get(key).all(|known| known != value) {
                    rule.log_source.push(key, value);
                }
            }
        }
        for asset in &tags.asset_type {
            rule.log_source.push("asset_type", asset);
        }
        rule.log_source.push("security_domain", &tags.security_domain);
    }
}

fn rule(file: &TextFile, raw: &Raw, tags: &RawTags) -> Rule {
    let mut rule = Rule {
        id: raw.id.clone(),
        title: raw.name.trim().to_owned(),
        description: raw.description.trim().to_owned(),
        authors: raw.author.split(',').map(str::trim).map(str::to_owned).collect(),
        status: status(&raw.status),
        severity: severity(raw, tags),
        tags: [&tags.mitre_attack_id[..], &tags.analytic_story, &tags.cve].concat(),
        references: raw.references.clone(),
        false_positives: raw.known_false_positives.clone(),
        tests: raw.tests,
        liveness: liveness(file, &raw.status),
        ..Rule::default()
    };
    rule.authors.retain(|author| !author.is_empty());
    // The older layouts have one date, which is moved on every change.
    if raw.modification_date.is_empty() {
        rule.modified = date::normal(&raw.date);
    } else {
        rule.created = date::normal(&raw.date);
        rule.modified = date::normal(&raw.modification_date);
    }
    for id in &tags.mitre_attack_id {
        attack_tags::technique(&mut rule, id, id);
    }
    if !raw.how_to_implement.trim().is_empty() {
        let title = "How to implement".to_owned();
        rule.sections.push(Section {
            title,
            markdown: raw.how_to_implement.trim().to_owned(),
        });
    }
    facts(&mut rule, raw, tags);
    rule
}

fn facts(rule: &mut Rule, raw: &Raw, tags: &RawTags) {
    let message = [
        raw.rba.as_ref().map(|it| &it.message),
        raw.finding.as_ref().map(|it| &it.title),
        raw.intermediate_findings
            .as_ref()
            .and_then(|it| it.entities.first())
            .map(|it| &it.message),
        Some(&tags.message),
    ];
    let message = message.into_iter().flatten().find(|text| !text.is_empty());
    for (key, value) in [
        ("type", raw.r#type.clone()),
        ("version", raw.version.clone()),
        ("analytic_story", tags.analytic_story.join(", ")),
        ("product", tags.product.join(", ")),
        ("cve", tags.cve.join(", ")),
        ("atomic_guid", tags.atomic_guid.join(", ")),
        (
            "risk_score",
            score(raw, tags)
                .map(|score| score.to_string())
                .unwrap_or_default(),
        ),
        ("message", message.cloned().unwrap_or_default()),
    ] {
        if !value.is_empty() {
            rule.facts.insert(key, value);
        }
    }
}

/// The highest risk score any entity gets.
fn score(raw: &Raw, tags: &RawTags) -> Option<f64> {
    let entities = raw.rba.iter().flat_map(|it| &it.risk_objects);
    let entities = entities.chain(raw.finding.iter().flat_map(|it| &it.entity));
    let entities = entities.chain(raw.intermediate_findings.iter().flat_map(|it| &it.entities));
    let scores = entities
        .map(|it| it.score.as_str())
        .chain([tags.risk_score.as_str()]);
    scores
        .filter_map(|score| score.trim().parse::<f64>().ok())
        .max_by(f64::total_cmp)
}

/// Splunk gives a risk score from 0 to 100 instead of a word.
fn severity(raw: &Raw, tags: &RawTags) -> Option<Severity> {
    let score = score(raw, tags)?;
    Some(Severity {
        native: score.to_string(),
        level: Some(SeverityLevel::from_score(score)),
    })
}

fn status(word: &str) -> Option<Status> {
    let maturity = match word {
        "production" => Some(Maturity::Stable),
        "validation" => Some(Maturity::Testing),
        "experimental" => Some(Maturity::Experimental),
        _ => None,
    };
    (!word.is_empty()).then(|| Status {
        native: word.to_owned(),
        maturity,
    })
}

fn liveness(file: &TextFile, status: &str) -> Liveness {
    match status {
        "deprecated" | "removed" => Liveness::Deprecated(status.to_owned()),
        _ if file.is_in("removed") => Liveness::Deprecated("removed".to_owned()),
        _ if file.is_in("deprecated") => Liveness::Deprecated("deprecated".to_owned()),
        _ => Liveness::Live,
    }
}
