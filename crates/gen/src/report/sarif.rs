//! Remarks as SARIF 2.1.0, the way GitHub code scanning reads it
//! (<https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>,
//! <https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning>).

use std::collections::BTreeMap;

use anstream::println;
use serde_json::{Value, json};

use super::json::word;
use crate::explanation::{self, Explanation};
use crate::remark::{Region, Remark};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// Prints one log with one run.
#[allow(clippy::print_stdout, reason = "printing is what this does")]
pub(crate) fn remarks(remarks: &[Remark], base_url: Option<&str>) {
    println!("{:#}", log(remarks, base_url));
}

fn log(remarks: &[Remark], base_url: Option<&str>) -> Value {
    let explanations = explanation::all();
    let rules: Vec<Value> = explanations.iter().map(|it| rule(it, base_url)).collect();
    let mut seen = BTreeMap::new();
    let results: Vec<Value> = remarks
        .iter()
        .map(|remark| result(remark, &explanations, &mut seen))
        .collect();
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "gen",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn rule(it: &Explanation, base_url: Option<&str>) -> Value {
    let mut rule = json!({
        "id": it.code,
        "shortDescription": {"text": it.title},
        "fullDescription": {"text": it.title},
        "help": {"text": it.markdown, "markdown": it.markdown},
        "defaultConfiguration": {"level": word(it.level)},
    });
    if let Some(base_url) = base_url {
        rule["helpUri"] = json!(format!("{base_url}findings/{}/", it.code));
    }
    rule
}

fn result(remark: &Remark, rules: &[Explanation], seen: &mut BTreeMap<u64, usize>) -> Value {
    let message = match &remark.help {
        Some(help) => format!("{}. Help: {help}.", remark.message),
        None => format!("{}.", remark.message),
    };
    let mut result = json!({
        "ruleId": remark.code,
        "level": word(remark.level),
        "message": {"text": message},
        "locations": [{"physicalLocation": {
            "artifactLocation": {"uri": uri(&remark.file), "uriBaseId": "%SRCROOT%"},
            "region": region(remark.region),
        }}],
        "partialFingerprints": {"gen/v1": fingerprint(remark, seen)},
    });
    if let Some(index) = rules.iter().position(|it| it.code == remark.code) {
        result["ruleIndex"] = json!(index);
    }
    result
}

/// GitHub wants a line for every result; a remark about a whole file stands at its first.
fn region(region: Region) -> Value {
    let mut value = json!({"startLine": region.line.max(1)});
    if region.column > 0 {
        value["startColumn"] = json!(region.column);
        value["endLine"] = json!(region.end_line);
        value["endColumn"] = json!(region.end_column);
    }
    value
}

/// A file's path as a relative reference: everything but unreserved characters and slashes is escaped.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'.' | b'-' | b'_' | b'~') {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}

/// The same for the same remark about the same rule, wherever in its file it stands; equal ones are counted.
fn fingerprint(remark: &Remark, seen: &mut BTreeMap<u64, usize>) -> String {
    let rule = remark.rule.as_ref().map_or("", |rule| &rule.id);
    let words = [remark.code, &remark.source, &remark.file, rule, &remark.message];
    let hash = fnv(words.iter().flat_map(|word| word.bytes().chain([0])));
    let count = seen.entry(hash).or_default();
    *count += 1;
    format!("{hash:016x}:{count}")
}

/// FNV-1a, 64 bits (<http://www.isthe.com/chongo/tech/comp/fnv/>).
fn fnv(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::{fnv, uri};

    #[test]
    fn paths_become_references() {
        assert_eq!(uri("rules/a b/é#1.yml"), "rules/a%20b/%C3%A9%231.yml");
    }

    #[test]
    fn the_hash_is_the_published_one() {
        assert_eq!(fnv("foobar".bytes()), 0x8594_4171_f739_67e8);
    }
}
