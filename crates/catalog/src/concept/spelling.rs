//! The ways a field may be written around its own name.

use std::borrow::Cow;

/// Sides of a join and wrappers of raw events.
const PREFIXES: &[&str] = &["$left.", "$right.", "event.unknown_payload.", "unknown_payload."];
/// Sub-fields that hold the same value for another kind of search.
const SUFFIXES: &[&str] = &[".caseless", ".keyword", ".text"];
/// Endings by which Log Analytics tells the type of a custom column
/// (<https://learn.microsoft.com/azure/azure-monitor/logs/data-collector-api>).
const TYPE_SUFFIXES: &[&str] = &["_s", "_d", "_b", "_t", "_g"];
/// Columns computed by a query, by the naming convention of Elastic's ES|QL rules.
const COMPUTED: &[&str] = &["Esql.", "Esql_priv."];

/// Whether a field is a query's own column rather than one of the event.
pub(crate) fn is_computed(field: &str) -> bool {
    COMPUTED.iter().any(|prefix| field.starts_with(prefix))
}

/// The spellings under which a field may be known, most faithful first.
pub(super) fn spellings<'a>(field: &'a str, families: &[&str]) -> Vec<Cow<'a, str>> {
    let mut found = vec![Cow::Borrowed(field)];
    let bare = stripped(field);
    let plain = without_indices(bare);
    push(&mut found, Cow::Borrowed(bare));
    push(&mut found, plain.clone());
    let is = |name: &str| families.iter().any(|family| family.starts_with(name));
    if is("splunk")
        && let Some((_, rest)) = plain.split_once('.')
    {
        // `Processes.process_name`: a field of a data model's data set.
        push(&mut found, Cow::Owned(rest.to_owned()));
    }
    if is("kusto") {
        if let Some(rest) = TYPE_SUFFIXES.iter().find_map(|suffix| plain.strip_suffix(suffix)) {
            push(&mut found, Cow::Owned(rest.to_owned()));
        }
        if let Some(rest) = plain.strip_prefix("EventData.") {
            push(&mut found, Cow::Owned(rest.to_owned()));
        }
        // A join names the right side's columns so where both sides have one.
        if let Some(rest) = plain.strip_suffix('1') {
            push(&mut found, Cow::Owned(rest.to_owned()));
        }
    }
    if is("panther")
        && let Some(rest) = plain.strip_prefix("event.")
    {
        push(&mut found, Cow::Owned(rest.to_owned()));
    }
    found
}

fn push<'a>(found: &mut Vec<Cow<'a, str>>, spelling: Cow<'a, str>) {
    if !spelling.is_empty() && !found.contains(&spelling) {
        found.push(spelling);
    }
}

fn stripped(field: &str) -> &str {
    let field = PREFIXES
        .iter()
        .find_map(|prefix| field.strip_prefix(prefix))
        .unwrap_or(field);
    SUFFIXES
        .iter()
        .find_map(|suffix| field.strip_suffix(suffix))
        .unwrap_or(field)
}

/// A field without the marks of lists: `a{}.b`, `a[0].b`, `a[*].b`, `a.0.b` and `a.*.b` are `a.b`; a key in
/// brackets is a part of the name: `labels["x"]` is `labels.x`.
pub(crate) fn without_indices(field: &str) -> Cow<'_, str> {
    let has_mark = field.contains(['{', '[']) || field.split('.').any(is_index);
    if !has_mark {
        return Cow::Borrowed(field);
    }
    let mut parts: Vec<&str> = Vec::new();
    let mut rest = field;
    while !rest.is_empty() {
        let end = rest.find(['.', '[', '{']).unwrap_or(rest.len());
        parts.extend(Some(&rest[..end]).filter(|part| !part.is_empty() && !is_index(part)));
        rest = &rest[end..];
        let close = match rest.as_bytes().first() {
            Some(b'[') => ']',
            Some(b'{') => '}',
            Some(_) => {
                rest = &rest[1..];
                continue;
            }
            None => break,
        };
        let end = rest.find(close).unwrap_or(rest.len());
        let key = rest[1..end].trim_matches(['"', '\'']);
        parts.extend(Some(key).filter(|key| !key.is_empty() && !is_index(key)));
        rest = &rest[(end + 1).min(rest.len())..];
    }
    Cow::Owned(parts.join("."))
}

fn is_index(part: &str) -> bool {
    part == "*" || (!part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::{spellings, without_indices};

    #[test]
    fn lists_are_no_part_of_a_name() {
        for (authored, plain) in [
            ("ModifiedProperties{}.NewValue", "ModifiedProperties.NewValue"),
            ("TargetResources[0].displayName", "TargetResources.displayName"),
            ("ruleGroupList[*].ruleGroupId", "ruleGroupList.ruleGroupId"),
            ("a.*.b.0.c", "a.b.c"),
            (r#"target.labels["App Id"]"#, "target.labels.App Id"),
            ("plain.name", "plain.name"),
            ("open[", "open"),
            ("{}.x", "x"),
        ] {
            assert_eq!(without_indices(authored), plain, "{authored}");
        }
    }

    #[test]
    fn dialects_have_their_own_decoration() {
        let of = |field, family| spellings(field, &[family]).last().map(|it| it.to_string());
        assert_eq!(
            of("Processes.process_name", "splunk").as_deref(),
            Some("process_name")
        );
        assert_eq!(of("eventType_s", "kusto-sentinel").as_deref(), Some("eventType"));
        assert_eq!(
            of("EventData.CommandLine", "kusto-xdr").as_deref(),
            Some("CommandLine")
        );
        assert_eq!(
            of("process.name.caseless", "elastic").as_deref(),
            Some("process.name")
        );
    }
}
