//! Remarks as JSON, one object a line.

use anstream::println;
use rule::Level;
use serde_json::{Value, json};

use crate::remark::Remark;

/// The word for a level, in JSON and SARIF.
pub(super) fn word(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "note",
    }
}

/// Prints remarks.
#[allow(clippy::print_stdout, reason = "printing is what this does")]
pub(crate) fn remarks(remarks: &[Remark]) {
    for remark in remarks {
        println!("{}", as_json(remark));
    }
}

/// Remarks, each as one line.
pub(crate) fn lines(remarks: &[Remark]) -> Vec<String> {
    remarks.iter().map(|remark| as_json(remark).to_string()).collect()
}

fn as_json(remark: &Remark) -> Value {
    let mut value = json!({
        "kind": if remark.rule.is_some() { "finding" } else { "problem" },
        "code": remark.code,
        "level": word(remark.level),
        "source": remark.source,
        "file": remark.file,
        "line": remark.region.line,
        "column": remark.region.column,
        "end_line": remark.region.end_line,
        "end_column": remark.region.end_column,
        "message": remark.message,
        "help": remark.help,
        "excerpt": remark.excerpt,
    });
    if let Some(rule) = &remark.rule {
        value["rule"] = json!({"vendor": rule.vendor, "id": rule.id, "title": rule.title});
    }
    value
}
