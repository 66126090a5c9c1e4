//! What of a line of `rules.ndjson` is compared.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

/// A rule as it was or is published. What is large stays unread until it is needed.
#[derive(Debug, Deserialize)]
pub(super) struct Line<'a> {
    #[serde(borrow)]
    pub(super) vendor: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) id: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) slug: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) title: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) path: Cow<'a, str>,
    /// Files written before there were fingerprints have none.
    #[serde(default, borrow)]
    pub(super) fingerprint: Cow<'a, str>,
    #[serde(default)]
    pub(super) created: Option<String>,
    #[serde(default)]
    pub(super) modified: Option<String>,
    pub(super) live: bool,
    pub(super) severity: Option<String>,
    pub(super) status: Option<String>,
    pub(super) attack: Vec<Tag>,
    #[serde(borrow)]
    pub(super) logic: &'a RawValue,
    #[serde(borrow)]
    pub(super) predicates: &'a RawValue,
}

/// A technique and how it was tagged.
#[derive(Debug, PartialEq, Eq, Deserialize)]
pub(super) struct Tag {
    pub(super) id: String,
    pub(super) as_tagged: String,
}

impl Line<'_> {
    /// The address of the rule's page.
    pub(super) fn page(&self) -> String {
        format!("rules/{}/{}/", self.vendor, self.slug)
    }

    /// The title; the id of a rule without one.
    pub(super) fn name(&self) -> String {
        let title = self.title.trim();
        if title.is_empty() { &self.id } else { title }.to_owned()
    }

    pub(super) fn techniques(&self) -> Vec<String> {
        self.attack.iter().map(|tag| tag.id.clone()).collect()
    }

    /// The latest day it carries.
    pub(super) fn date(&self) -> Option<&str> {
        let dates = [self.modified.as_deref(), self.created.as_deref()];
        dates.into_iter().flatten().filter(|date| is_date(date)).max()
    }

    /// Whether the author's text is known to be the same.
    pub(super) fn is_same_text(&self, other: &Line<'_>) -> bool {
        !self.fingerprint.is_empty() && self.fingerprint == other.fingerprint
    }
}

/// All lines of a file.
///
/// # Errors
/// The number of the first line that is no rule, and why.
pub(super) fn lines(file: &[u8]) -> Result<Vec<Line<'_>>, (usize, String)> {
    let mut lines = Vec::new();
    for (number, bytes) in (1..).zip(file.split(|byte| *byte == b'\n')) {
        if !bytes.trim_ascii().is_empty() {
            lines.push(serde_json::from_slice(bytes).map_err(|error| (number, error.to_string()))?);
        }
    }
    Ok(lines)
}

/// `YYYY-MM-DD`.
pub(crate) fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digits = |range: std::ops::Range<usize>| bytes[range].iter().all(u8::is_ascii_digit);
    bytes.len() == 10
        && bytes[4] == b'-'
        && bytes[7] == b'-'
        && digits(0..4)
        && digits(5..7)
        && digits(8..10)
        && ("01"..="12").contains(&&text[5..7])
        && ("01"..="31").contains(&&text[8..10])
}

#[cfg(test)]
mod tests {
    use super::is_date;

    #[test]
    fn only_dates_are_dates() {
        assert!(is_date("2024-02-29"));
        for text in [
            "2024/02/29",
            "2024-13-01",
            "2024-00-10",
            "yesterday!",
            "",
            "2024-é-01",
        ] {
            assert!(!is_date(text), "{text}");
        }
    }
}
