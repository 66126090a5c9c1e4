//! A rule file as written.

use serde::Deserialize;
use toml::Spanned;

use crate::loose::{count, list, maybe, text, words};

/// The whole file; `transform` only serves Kibana's pages.
#[derive(Deserialize)]
pub(super) struct File {
    #[serde(default)]
    pub(super) metadata: Metadata,
    pub(super) rule: Rule,
    /// Where endpoint rules name techniques.
    #[serde(default)]
    pub(super) threat: Vec<Threat>,
}

/// `[metadata]`.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Metadata {
    #[serde(deserialize_with = "text")]
    pub(super) creation_date: String,
    #[serde(deserialize_with = "text")]
    pub(super) updated_date: String,
    #[serde(deserialize_with = "text")]
    pub(super) deprecation_date: String,
    #[serde(deserialize_with = "text")]
    pub(super) deprecated_reason: String,
    #[serde(deserialize_with = "text")]
    pub(super) maturity: String,
    #[serde(deserialize_with = "text")]
    pub(super) min_stack_version: String,
    #[serde(deserialize_with = "words")]
    pub(super) integration: Vec<String>,
}

/// `[rule]`.
#[derive(Deserialize)]
pub(super) struct Rule {
    pub(super) name: String,
    #[serde(default, deserialize_with = "text", alias = "id")]
    pub(super) rule_id: String,
    /// Operating systems of an endpoint rule.
    #[serde(default, deserialize_with = "words")]
    pub(super) os_list: Vec<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) r#type: String,
    #[serde(default, deserialize_with = "text")]
    pub(super) language: String,
    #[serde(default)]
    pub(super) query: Option<Spanned<String>>,
    #[serde(default, deserialize_with = "text")]
    pub(super) description: String,
    #[serde(default, deserialize_with = "words")]
    pub(super) author: Vec<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) license: String,
    #[serde(default, deserialize_with = "text")]
    pub(super) severity: String,
    #[serde(default, deserialize_with = "text")]
    pub(super) risk_score: String,
    #[serde(default, deserialize_with = "words")]
    pub(super) tags: Vec<String>,
    #[serde(default, deserialize_with = "words")]
    pub(super) index: Vec<String>,
    #[serde(default, deserialize_with = "words", alias = "reference")]
    pub(super) references: Vec<String>,
    #[serde(default, deserialize_with = "words")]
    pub(super) false_positives: Vec<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) note: String,
    #[serde(default, deserialize_with = "text")]
    pub(super) setup: String,
    #[serde(default, deserialize_with = "text")]
    pub(super) from: String,
    #[serde(default, deserialize_with = "text")]
    pub(super) interval: String,
    #[serde(default, deserialize_with = "text")]
    pub(super) max_signals: String,
    #[serde(default, deserialize_with = "text")]
    pub(super) building_block_type: String,
    #[serde(default, deserialize_with = "text")]
    pub(super) event_category_override: String,
    #[serde(default, deserialize_with = "words")]
    pub(super) machine_learning_job_id: Vec<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) anomaly_threshold: String,
    #[serde(default, deserialize_with = "list")]
    pub(super) threat: Vec<Threat>,
    #[serde(default, deserialize_with = "count")]
    pub(super) filters: usize,
    #[serde(default, deserialize_with = "maybe")]
    pub(super) threshold: Option<Threshold>,
    #[serde(default, deserialize_with = "maybe")]
    pub(super) new_terms: Option<NewTerms>,
    #[serde(default, deserialize_with = "words")]
    pub(super) threat_index: Vec<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) threat_query: String,
    #[serde(default, deserialize_with = "list")]
    pub(super) threat_mapping: Vec<ThreatMapping>,
    #[serde(default, deserialize_with = "maybe")]
    pub(super) alert_suppression: Option<Suppression>,
    #[serde(default, deserialize_with = "maybe")]
    pub(super) investigation_fields: Option<InvestigationFields>,
}

/// `[[rule.threat]]`: one tactic with its techniques.
#[derive(Deserialize)]
pub(super) struct Threat {
    #[serde(default)]
    pub(super) tactic: Named,
    #[serde(default, deserialize_with = "list")]
    pub(super) technique: Vec<Technique>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Named {
    #[serde(deserialize_with = "text")]
    pub(super) id: String,
    #[serde(deserialize_with = "text")]
    pub(super) name: String,
}

#[derive(Deserialize)]
pub(super) struct Technique {
    #[serde(default, deserialize_with = "text")]
    pub(super) id: String,
    #[serde(default, deserialize_with = "list")]
    pub(super) subtechnique: Vec<Named>,
}

/// `[rule.threshold]`.
#[derive(Deserialize)]
pub(super) struct Threshold {
    #[serde(default, deserialize_with = "words")]
    pub(super) field: Vec<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) value: String,
    #[serde(default, deserialize_with = "list")]
    pub(super) cardinality: Vec<Cardinality>,
}

#[derive(Deserialize)]
pub(super) struct Cardinality {
    #[serde(default, deserialize_with = "text")]
    pub(super) field: String,
    #[serde(default, deserialize_with = "text")]
    pub(super) value: String,
}

/// `[rule.new_terms]`: `field` is always `new_terms_fields`, the fields are the values.
#[derive(Deserialize)]
pub(super) struct NewTerms {
    #[serde(default, deserialize_with = "words")]
    pub(super) value: Vec<String>,
    #[serde(default, deserialize_with = "list")]
    pub(super) history_window_start: Vec<Window>,
}

#[derive(Deserialize)]
pub(super) struct Window {
    #[serde(default, deserialize_with = "text")]
    pub(super) value: String,
}

/// `[[rule.threat_mapping]]`: entries hold together, mappings are alternatives.
#[derive(Deserialize)]
pub(super) struct ThreatMapping {
    #[serde(default, deserialize_with = "list")]
    pub(super) entries: Vec<ThreatEntry>,
}

#[derive(Deserialize)]
pub(super) struct ThreatEntry {
    #[serde(default, deserialize_with = "text")]
    pub(super) field: String,
}

/// `[rule.alert_suppression]`.
#[derive(Deserialize)]
pub(super) struct Suppression {
    #[serde(default, deserialize_with = "words")]
    pub(super) group_by: Vec<String>,
    #[serde(default, deserialize_with = "maybe")]
    pub(super) duration: Option<Duration>,
}

#[derive(Deserialize)]
pub(super) struct Duration {
    #[serde(default, deserialize_with = "text")]
    pub(super) unit: String,
    #[serde(default, deserialize_with = "text")]
    pub(super) value: String,
}

#[derive(Deserialize)]
pub(super) struct InvestigationFields {
    #[serde(default, deserialize_with = "words")]
    pub(super) field_names: Vec<String>,
}
