//! The few STIX objects and keys that are read; all else is skipped.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

/// A file.
#[derive(Deserialize)]
pub(super) struct Bundle<'a> {
    #[serde(borrow)]
    pub(super) objects: Vec<&'a RawValue>,
}

/// Enough of an object to know whether it is wanted.
#[derive(Deserialize)]
pub(super) struct Head<'a> {
    #[serde(rename = "type", borrow)]
    pub(super) kind: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) relationship_type: Option<Cow<'a, str>>,
}

/// A technique, a tactic or a matrix.
#[derive(Deserialize)]
pub(super) struct Object {
    pub(super) id: String,
    pub(super) name: Option<String>,
    pub(super) description: Option<String>,
    pub(super) external_references: Option<Vec<Reference>>,
    pub(super) kill_chain_phases: Option<Vec<Phase>>,
    pub(super) revoked: Option<bool>,
    pub(super) x_mitre_deprecated: Option<bool>,
    pub(super) x_mitre_domains: Option<Vec<String>>,
    pub(super) x_mitre_platforms: Option<Vec<String>>,
    pub(super) x_mitre_shortname: Option<String>,
    pub(super) tactic_refs: Option<Vec<String>>,
}

/// The object's page, or a source that its text cites.
#[derive(Deserialize)]
pub(super) struct Reference {
    pub(super) source_name: Option<String>,
    pub(super) external_id: Option<String>,
    pub(super) url: Option<String>,
    pub(super) description: Option<String>,
}

/// A tactic that a technique serves.
#[derive(Deserialize)]
pub(super) struct Phase {
    pub(super) phase_name: String,
}

/// That one object was revoked in favour of another.
#[derive(Deserialize)]
pub(super) struct RevokedBy {
    pub(super) source_ref: String,
    pub(super) target_ref: String,
}

/// The release that a bundle is.
#[derive(Deserialize)]
pub(super) struct Collection {
    pub(super) x_mitre_version: Option<String>,
}

impl Object {
    /// Whether it was revoked or deprecated.
    pub(super) fn is_withdrawn(&self) -> bool {
        self.revoked == Some(true) || self.x_mitre_deprecated == Some(true)
    }

    /// Its references.
    pub(super) fn references(&self) -> &[Reference] {
        self.external_references.as_deref().unwrap_or_default()
    }
}
