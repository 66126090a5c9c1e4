//! Microsoft Sentinel (<https://github.com/Azure/Azure-Sentinel>, schema in
//! <https://github.com/Azure/Azure-Sentinel/wiki/Query-Style-Guide>): analytic rules and hunting queries, one
//! Kusto query a YAML file.

use std::sync::Arc;

use rule::{Language, Maturity, Operator, Rule, Section, Severity, Status, Threshold};
use serde::Deserialize;

use super::{About, Given, Reader, Vendor};
use crate::loose::{list, text, words};
use crate::text_file::TextFile;
use crate::yaml_rule::Parsed;
use crate::{Problem, attach, attack_tags, yaml_rule};

/// The vendor.
pub(super) struct Sentinel;

static ABOUT: About = About {
    id: "sentinel",
    title: "Microsoft Sentinel",
    mark: "Ms",
    include: &["**/*.yaml", "**/*.yml"],
    companions: &[],
    exclude: &[
        "**/.*",
        ".*/**",
        "ASIM/**",
        "Exploration Queries/**",
        "Functions/**",
        "Parsers/**",
        "Sample Data/**",
        "Tools/**",
        "Watchlists/**",
        "Workbooks/**",
        "Playbooks/**",
        "Solutions/*/Data Connectors/**",
        "Solutions/*/Package/**",
        "Solutions/*/Parsers/**",
        "Solutions/*/Playbooks/**",
        "Solutions/*/Summary Rules/**",
        "Solutions/*/Workbooks/**",
    ],
    signs: &[
        &["query", "requiredDataConnectors"],
        &["query", "queryFrequency"],
        &["query", "tactics"],
        &["query", "relevantTechniques"],
        &["query", "entityMappings"],
    ],
};

impl Vendor for Sentinel {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn open(&self, _files: &[Arc<TextFile>]) -> Box<dyn Reader> {
        Box::new(Sentinel)
    }
}

/// A rule as written.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Raw {
    #[serde(default, deserialize_with = "text")]
    id: String,
    #[serde(default, deserialize_with = "text", alias = "displayName")]
    name: String,
    #[serde(default, deserialize_with = "text")]
    description: String,
    #[serde(
        default,
        deserialize_with = "text",
        alias = "description-detailed",
        alias = "description_detailed"
    )]
    description_detailed: String,
    #[serde(default, deserialize_with = "text")]
    severity: String,
    #[serde(default, deserialize_with = "text")]
    status: String,
    #[serde(default, deserialize_with = "text")]
    kind: String,
    #[serde(default, deserialize_with = "text")]
    version: String,
    query: String,
    #[serde(default, deserialize_with = "list")]
    required_data_connectors: Vec<RawConnector>,
    #[serde(default, deserialize_with = "words")]
    tactics: Vec<String>,
    #[serde(default, deserialize_with = "words")]
    relevant_techniques: Vec<String>,
    #[serde(default, deserialize_with = "words", alias = "subtechniques")]
    sub_techniques: Vec<String>,
    #[serde(default, deserialize_with = "words")]
    techniques: Vec<String>,
    #[serde(default, deserialize_with = "text")]
    query_frequency: String,
    #[serde(default, deserialize_with = "text")]
    query_period: String,
    #[serde(default, deserialize_with = "text")]
    trigger_operator: String,
    #[serde(default, deserialize_with = "text")]
    trigger_threshold: String,
    #[serde(default, deserialize_with = "list")]
    entity_mappings: Vec<RawEntity>,
    #[serde(default, deserialize_with = "words")]
    tags: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawConnector {
    #[serde(default, deserialize_with = "text")]
    connector_id: String,
    #[serde(default, deserialize_with = "words", alias = "datatypes")]
    data_types: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawEntity {
    #[serde(default, deserialize_with = "text")]
    entity_type: String,
    #[serde(default, deserialize_with = "list")]
    field_mappings: Vec<RawField>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawField {
    #[serde(default, deserialize_with = "text")]
    identifier: String,
    #[serde(default, deserialize_with = "text")]
    column_name: String,
}

impl Reader for Sentinel {
    fn read(&self, file: &TextFile) -> Result<Given, Problem> {
        let Parsed::<Raw> { raw, mut problems } = yaml_rule::parse(file)?;
        let mut rule = rule(file, &raw);
        let decoded = attach::decode(Language::Kusto, &raw.query);
        problems.extend(attach::attach_yaml(
            &mut rule,
            file,
            "query",
            (Language::Kusto, &raw.query),
            decoded,
        ));
        rule.logic.thresholds.extend(trigger(file, &raw));
        Ok(Given::rule(rule, problems))
    }
}

fn rule(file: &TextFile, raw: &Raw) -> Rule {
    let is_hunting = file.is_in("Hunting Queries");
    let mut rule = Rule {
        id: raw.id.clone(),
        title: unquoted(&raw.name).to_owned(),
        description: unquoted(&raw.description).to_owned(),
        status: status(raw.status.trim(), is_hunting),
        severity: Some(raw.severity.trim())
            .filter(|word| !word.is_empty())
            .map(Severity::word),
        tags: raw.tags.clone(),
        ..Rule::default()
    };
    for id in raw
        .relevant_techniques
        .iter()
        .chain(&raw.sub_techniques)
        .chain(&raw.techniques)
    {
        attack_tags::technique(&mut rule, id, id.trim());
    }
    for tactic in raw.tactics.iter().flat_map(|tactic| tactic.split(',')) {
        attack_tags::tactic(&mut rule, tactic);
    }
    for connector in &raw.required_data_connectors {
        rule.log_source.push("connector", &connector.connector_id);
        for data_type in &connector.data_types {
            rule.log_source.push("data_type", data_type);
        }
    }
    let detail = unquoted(&raw.description_detailed);
    if !detail.is_empty() {
        rule.sections.push(Section {
            title: "Details".to_owned(),
            markdown: detail.to_owned(),
        });
    }
    facts(&mut rule, raw, is_hunting);
    rule
}

fn facts(rule: &mut Rule, raw: &Raw, is_hunting: bool) {
    let kind = if is_hunting { "Hunting" } else { raw.kind.trim() };
    let entities: Vec<String> = raw.entity_mappings.iter().map(entity).collect();
    for (key, value) in [
        ("kind", kind),
        ("version", &raw.version),
        ("queryFrequency", &raw.query_frequency),
        ("queryPeriod", &raw.query_period),
        ("triggerOperator", &raw.trigger_operator),
        ("triggerThreshold", &raw.trigger_threshold),
        ("entityMappings", &entities.join("; ")),
    ] {
        if !value.is_empty() {
            rule.facts.insert(key, value.to_owned());
        }
    }
}

/// `Account: FullName = Column`.
fn entity(raw: &RawEntity) -> String {
    let field = |it: &RawField| format!("{} = {}", it.identifier, it.column_name);
    let fields: Vec<String> = raw.field_mappings.iter().map(field).collect();
    format!("{}: {}", raw.entity_type, fields.join(", "))
}

/// Many texts are quoted inside their block scalars.
fn unquoted(text: &str) -> &str {
    let text = text.trim();
    text.strip_prefix('\'')
        .and_then(|text| text.strip_suffix('\''))
        .unwrap_or(text)
        .trim()
}

fn status(word: &str, is_hunting: bool) -> Option<Status> {
    let (native, maturity) = match word {
        "" if is_hunting => ("Hunting", Some(Maturity::Testing)),
        "" => return None,
        "Available" | "Production" => (word, Some(Maturity::Stable)),
        "Preview" => (word, Some(Maturity::Testing)),
        "Experimental" | "Development" => (word, Some(Maturity::Experimental)),
        _ => (word, None),
    };
    Some(Status {
        native: native.to_owned(),
        maturity,
    })
}

/// The condition on the number of results. "More than none" is what every rule asks for, so it is no condition.
fn trigger(file: &TextFile, raw: &Raw) -> Option<Threshold> {
    let op = match raw.trigger_operator.trim().to_ascii_lowercase().as_str() {
        "gt" | "greaterthan" => Operator::Gt,
        "lt" | "lessthan" => Operator::Lt,
        "eq" | "equal" | "equals" => Operator::Eq,
        _ => return None,
    };
    let number = raw.trigger_threshold.trim();
    let count: f64 = number.parse().ok()?;
    if op == Operator::Gt && count <= 0.0 {
        return None;
    }
    Some(Threshold {
        within: Some(raw.query_period.trim().to_owned()).filter(|period| !period.is_empty()),
        ..Threshold::new(
            "count",
            op,
            number.to_owned(),
            attach::yaml_placement(&file.text, "triggerThreshold", number).span(),
        )
    })
}
