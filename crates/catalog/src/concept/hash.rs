//! Fields that hold several hashes at once (`Hashes` of Sysmon: `MD5=…,SHA256=…`).

use rule::Operator;

/// Names of algorithms before `=`, and the endings of their concepts.
const ALGORITHMS: &[(&str, &str)] = &[
    ("MD5", "hash.md5"),
    ("SHA1", "hash.sha1"),
    ("SHA256", "hash.sha256"),
    ("IMPHASH", "pe.imphash"),
];

/// A hash found in a value.
pub(super) struct Hash<'a> {
    /// The end of its concept: `hash.sha256`.
    pub(super) ending: &'static str,
    /// The hash itself.
    pub(super) value: &'a str,
    /// `eq` for a whole hash, the authored operator for a piece of one.
    pub(super) op: Operator,
}

/// Reads `SHA256=…` or a bare hash, whose length tells its algorithm.
pub(super) fn read(op: Operator, text: &str) -> Option<Hash<'_>> {
    let text = text.trim_matches(['*', ',', ' ']);
    let (ending, value) = match text.split_once('=') {
        Some((name, value)) => {
            let found = ALGORITHMS
                .iter()
                .find(|(known, _)| known.eq_ignore_ascii_case(name));
            (found?.1, value)
        }
        None => (by_length(text.len())?, text),
    };
    if value.is_empty() || !value.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let is_whole = by_length(value.len()).is_some();
    let op = if is_whole { Operator::Eq } else { op };
    Some(Hash { ending, value, op })
}

fn by_length(length: usize) -> Option<&'static str> {
    match length {
        32 => Some("hash.md5"),
        40 => Some("hash.sha1"),
        64 => Some("hash.sha256"),
        _ => None,
    }
}
