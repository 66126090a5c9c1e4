//! One bundle: the objects that matter, sorted by kind.

use std::fs;
use std::path::Path;

use rule::Level;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::problem;
use super::stix::{self, Collection, Head, Object, RevokedBy};
use crate::Problem;

/// What a bundle holds.
#[derive(Default)]
pub(super) struct Bundle {
    pub(super) path: String,
    /// The domain of what names none: that of its matrix, else its file's name.
    pub(super) domain: String,
    pub(super) version: Option<String>,
    pub(super) techniques: Vec<Object>,
    pub(super) tactics: Vec<Object>,
    pub(super) matrices: Vec<Object>,
    pub(super) revoked: Vec<RevokedBy>,
}

/// Reads a file; `None` if it is no bundle.
pub(super) fn read(path: &Path) -> (Option<Bundle>, Vec<Problem>) {
    match fs::read(path) {
        Ok(bytes) => parse(path, &bytes),
        Err(error) => {
            let message = format!("cannot be read: {error}");
            (
                None,
                vec![problem(&path.display().to_string(), Level::Error, message)],
            )
        }
    }
}

/// Reads the text of a file.
pub(super) fn parse(path: &Path, bytes: &[u8]) -> (Option<Bundle>, Vec<Problem>) {
    let mut bundle = Bundle {
        path: path.display().to_string(),
        ..Bundle::default()
    };
    let raw: stix::Bundle<'_> = match serde_json::from_slice(bytes) {
        Ok(raw) => raw,
        Err(error) => {
            let message = format!("is not a STIX bundle: {error}");
            return (None, vec![problem(&bundle.path, Level::Error, message)]);
        }
    };
    let mut problems = Vec::new();
    for (index, object) in raw.objects.iter().enumerate() {
        if let Err(error) = bundle.take(object) {
            let message = format!("object {} cannot be read: {error}", index + 1);
            problems.push(problem(&bundle.path, Level::Warning, message));
        }
    }
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    bundle.domain = bundle
        .matrices
        .iter()
        .find_map(domain)
        .unwrap_or_else(|| stem.into_owned());
    (Some(bundle), problems)
}

/// The domain that an object names.
pub(super) fn domain(object: &Object) -> Option<String> {
    let named = object.x_mitre_domains.iter().flatten().next();
    let matrix_id = || {
        let ids = object
            .references()
            .iter()
            .filter_map(|reference| reference.external_id.as_ref());
        ids.into_iter().find(|id| id.ends_with("-attack"))
    };
    named.or_else(matrix_id).cloned()
}

impl Bundle {
    fn take(&mut self, raw: &RawValue) -> Result<(), serde_json::Error> {
        let head: Head<'_> = read_as(raw)?;
        match &*head.kind {
            "attack-pattern" => self.techniques.push(read_as(raw)?),
            "x-mitre-tactic" => self.tactics.push(read_as(raw)?),
            "x-mitre-matrix" => self.matrices.push(read_as(raw)?),
            "x-mitre-collection" => {
                let collection: Collection = read_as(raw)?;
                self.version = self.version.take().or(collection.x_mitre_version);
            }
            "relationship" if head.relationship_type.as_deref() == Some("revoked-by") => {
                self.revoked.push(read_as(raw)?);
            }
            _ => {}
        }
        Ok(())
    }
}

fn read_as<'a, T: Deserialize<'a>>(raw: &'a RawValue) -> Result<T, serde_json::Error> {
    serde_json::from_str(raw.get())
}
