//! Fact tables → `content/data`.
//!
//! The facts were gathered from schemas, manifests and message dumps, with counts and the basis of every row.
//! The product ships what it uses of them, in a form that is edited by hand afterwards; running this again
//! overwrites such edits, so review the difference.

mod attack;
mod events;
mod fields;
mod input;
mod log_sources;
mod output;

use std::error::Error;
use std::path::Path;

/// Reads `facts/*.tsv` and writes the tables under `data`; what went wrong, if anything did.
pub fn findings(facts: &Path, data: &Path) -> Vec<String> {
    match write(facts, data) {
        Ok(()) => Vec::new(),
        Err(error) => vec![error.to_string()],
    }
}

fn write(facts: &Path, data: &Path) -> Result<(), Box<dyn Error>> {
    fields::write(facts, &data.join("fields"))?;
    events::write(facts, &data.join("events"))?;
    log_sources::write(facts, &data.join("logsources"))?;
    attack::write(facts, &data.join("attack"))
}
