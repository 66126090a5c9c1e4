//! Where a rule comes from, and what its licence asks to be said.

use catalog::Entry;
use serde::Serialize;

use crate::SourceInfo;
use crate::fragment::web_address;

/// Source, commit and licence of a rule.
#[derive(Debug, Serialize)]
pub(super) struct Provenance {
    path: String,
    source: String,
    url: Option<String>,
    commit: Option<String>,
    licence: String,
    licence_url: Option<String>,
    /// Whether the whole rule may be published.
    pub(super) whole: bool,
}

impl Provenance {
    pub(super) fn new(source: &SourceInfo, entry: &Entry) -> Self {
        let rule = &entry.rule;
        Provenance {
            path: rule.path.clone(),
            source: source.name.clone(),
            url: source_url(source, entry),
            commit: source.commit.clone(),
            licence: rule.licence.clone().unwrap_or_else(|| source.licence.clone()),
            licence_url: source
                .licence_url
                .as_deref()
                .and_then(web_address)
                .map(str::to_owned),
            whole: source.full,
        }
    }
}

/// The exact line at the pinned commit, for repositories whose web addresses are known to work so.
fn source_url(source: &SourceInfo, entry: &Entry) -> Option<String> {
    let repository = web_address(source.repository.as_deref()?)?.trim_end_matches('/');
    let commit = source.commit.as_deref().unwrap_or("HEAD");
    let mut path = String::new();
    for part in [source.repository_path.as_str(), entry.rule.path.as_str()] {
        if !part.is_empty() {
            path.push('/');
            path.push_str(&encoded(part.trim_matches('/')));
        }
    }
    let anchor = if entry.rule.line > 1 {
        format!("#L{}", entry.rule.line)
    } else {
        String::new()
    };
    Some(format!("{repository}/blob/{commit}{path}{anchor}"))
}

/// Percent-encodes everything that is not plainly part of a path.
fn encoded(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                out.push(char::from(byte))
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}
