//! Sigma detections, correlations and filters (<https://sigmahq.io/sigma-specification/>, version 2.1).
//!
//! The parts of a rule, each read by its own file:
//!
//! * a [`selection`] is a map, a list of maps or a list of keywords; a line of a map is an [`item`], its key a
//!   field with [`modifier`]s, its strings are [`value`]s with wildcards and escapes;
//! * the [`condition`] combines selections; what older rules wrote after a `|` is an [`aggregation`];
//! * [`detection`] puts both together; a [`correlation`] document names other rules instead.
//!
//! Files of several documents are taken apart by [`documents`].

mod aggregation;
mod condition;
mod correlation;
mod detection;
mod documents;
mod item;
mod lower;
mod modifier;
mod notes;
mod selection;
#[cfg(test)]
mod tests;
mod value;

use rule::{Diagnostic, Reason};

use crate::Decoded;
use crate::yaml::Node;

pub use documents::documents;

/// Decodes a rule's `detection`, a filter's `filter` or a correlation's `correlation`. The whole document comes
/// in; spans count from the start of its file.
pub fn decode(document: &Node) -> Decoded {
    if let Some(correlation) = document.get("correlation") {
        return correlation::decode(correlation);
    }
    let source = source(document);
    if let Some(block) = document.get("detection") {
        return detection::decode(block, source, &["condition", "timeframe"]);
    }
    if let Some(block) = document.get("filter") {
        return detection::decode(block, source, &["condition", "rules"]);
    }
    let note = Diagnostic::error(document.span, "the document has no detection");
    Decoded::opaque("", Reason::NoQuery, note)
}

/// `process_creation/windows`: category, product and service of the log source, as far as they are given.
fn source(document: &Node) -> Option<String> {
    let log_source = document.get("logsource")?;
    let parts: Vec<&str> = ["category", "product", "service"]
        .iter()
        .filter_map(|key| log_source.get(key)?.text())
        .filter(|part| !part.trim().is_empty())
        .collect();
    (!parts.is_empty()).then(|| parts.join("/"))
}
