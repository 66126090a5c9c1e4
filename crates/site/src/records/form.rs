//! The forms of a table.

use std::collections::BTreeMap;

use serde::Serialize;

use super::What;
use crate::csv::Csv;

/// How a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// One object with the schema's name and all records, one a line.
    Json,
    /// One record a line.
    Ndjson,
    /// Comma-separated, with a head.
    Csv,
}

/// A record: an object as JSON, a line as CSV.
pub(super) trait Record: Serialize {
    /// The columns of its table.
    const HEAD: &'static [&'static str];

    /// Its cells, one a column.
    fn cells(&self) -> Vec<String>;
}

/// Writes records.
pub(super) fn set<R: Record>(what: What, form: Form, records: impl Iterator<Item = R>) -> Vec<u8> {
    if form == Form::Csv {
        let mut csv = Csv::new(R::HEAD);
        for record in records {
            let cells = record.cells();
            let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
            csv.row(&cells);
        }
        return csv.into_bytes();
    }
    // Strings, numbers and lists of them always serialise.
    let lines = records.map(|record| serde_json::to_vec(&record).unwrap_or_default());
    lined(what, form, lines)
}

/// Serialised records as lines, or as the list of one object.
pub(super) fn lined(what: What, form: Form, lines: impl Iterator<Item = Vec<u8>>) -> Vec<u8> {
    let (mut out, between): (Vec<u8>, &[u8]) = match form {
        Form::Json => {
            let id = what.id();
            let head = format!("{{\"schema\":\"gen/{id}/1\",\"{id}\":[\n");
            (head.into_bytes(), b",\n")
        }
        _ => (Vec::new(), b"\n"),
    };
    for (i, line) in lines.enumerate() {
        if i > 0 {
            out.extend_from_slice(between);
        }
        out.extend_from_slice(&line);
    }
    if form == Form::Json {
        out.extend_from_slice(b"\n]}\n");
    } else if !out.is_empty() {
        out.push(b'\n');
    }
    out
}

/// Counts by name in one cell: `sigma=3 elastic=2`.
pub(super) fn counts_cell(counts: &BTreeMap<&str, usize>) -> String {
    let counts: Vec<String> = counts
        .iter()
        .map(|(name, count)| format!("{name}={count}"))
        .collect();
    counts.join(" ")
}
