//! A YAML file as written
//! (<https://docs.panther.com/panther-developer-workflows/detections-repo/pat/pat-commands#detection-properties>).

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::loose::{Words, count, text, words};

/// Any file with an `AnalysisType`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Raw {
    #[serde(default, deserialize_with = "text")]
    pub(super) analysis_type: String,
    #[serde(default, deserialize_with = "text", rename = "RuleID", alias = "PolicyID")]
    pub(super) id: String,
    #[serde(default, deserialize_with = "text", rename = "GlobalID")]
    pub(super) global_id: String,
    #[serde(default, deserialize_with = "text")]
    pub(super) display_name: String,
    #[serde(default, deserialize_with = "text")]
    pub(super) description: String,
    #[serde(default, deserialize_with = "text")]
    pub(super) filename: String,
    #[serde(default, deserialize_with = "text")]
    pub(super) enabled: String,
    #[serde(default, deserialize_with = "text")]
    pub(super) create_alert: String,
    #[serde(default, deserialize_with = "text")]
    pub(super) status: String,
    #[serde(default, deserialize_with = "text")]
    pub(super) severity: String,
    #[serde(default, deserialize_with = "words")]
    pub(super) log_types: Vec<String>,
    #[serde(default, deserialize_with = "words")]
    pub(super) resource_types: Vec<String>,
    #[serde(default, deserialize_with = "words")]
    pub(super) scheduled_queries: Vec<String>,
    #[serde(default, deserialize_with = "words")]
    pub(super) tags: Vec<String>,
    #[serde(default)]
    pub(super) reports: Option<BTreeMap<String, Words>>,
    #[serde(default, deserialize_with = "words")]
    pub(super) reference: Vec<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) runbook: String,
    #[serde(default, deserialize_with = "text")]
    pub(super) threshold: String,
    #[serde(default, deserialize_with = "text")]
    pub(super) dedup_period_minutes: String,
    #[serde(default, deserialize_with = "words")]
    pub(super) summary_attributes: Vec<String>,
    #[serde(default, deserialize_with = "count")]
    pub(super) tests: usize,
    #[serde(default, deserialize_with = "text")]
    pub(super) query_name: String,
    #[serde(default, deserialize_with = "text")]
    pub(super) query: String,
    /// Older files say which store a query is for.
    #[serde(default, deserialize_with = "text")]
    pub(super) snowflake_query: String,
    #[serde(default, deserialize_with = "text")]
    pub(super) athena_query: String,
}
