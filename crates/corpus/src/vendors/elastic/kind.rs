//! What a rule's type adds to its query
//! (<https://www.elastic.co/docs/solutions/security/detect-and-alert/about-detection-rules>).

use rule::{Logic, Operator, Predicate, Span, Threshold};

use super::places::Places;
use super::raw::{self, Rule};

/// Whether a rule asks for anything beside its query.
pub(super) fn says_more(rule: &Rule) -> bool {
    rule.filters > 0
        || rule.threshold.is_some()
        || rule.new_terms.is_some()
        || !rule.threat_mapping.is_empty()
}

/// A threshold rule counts events or distinct values a group; a new-terms rule fires on combinations of field
/// values that its history window does not hold.
pub(super) fn thresholds(rule: &Rule, places: &Places<'_>) -> Vec<Threshold> {
    let counted = rule.threshold.iter().flat_map(|it| counts(it, places));
    counted
        .chain(rule.new_terms.as_ref().map(|it| new_terms(it, places)))
        .collect()
}

fn counts(it: &raw::Threshold, places: &Places<'_>) -> Vec<Threshold> {
    let by: Vec<String> = it
        .field
        .iter()
        .filter(|field| !field.is_empty())
        .cloned()
        .collect();
    let at_least = |function: &str, of: Option<&String>, value: &str, span| Threshold {
        of: of.cloned(),
        by: by.clone(),
        ..Threshold::new(function.to_owned(), Operator::Gte, value.to_owned(), span)
    };
    let events = at_least("count", None, &it.value, places.span(&["threshold", "value"]));
    let distinct = it.cardinality.iter().enumerate().map(|(at, it)| {
        let span = places.span(&["threshold", "cardinality", &at.to_string(), "value"]);
        at_least("distinct_count", Some(&it.field), &it.value, span)
    });
    [events].into_iter().chain(distinct).collect()
}

fn new_terms(it: &raw::NewTerms, places: &Places<'_>) -> Threshold {
    Threshold {
        of: Some(it.value.join(", ")),
        within: it.history_window_start.first().map(|window| window.value.clone()),
        ..Threshold::new(
            "new_terms",
            Operator::Gte,
            "1".to_owned(),
            places.span(&["new_terms", "value"]),
        )
    }
}

/// An indicator-match rule looks fields up in an index of threat indicators.
pub(super) fn indicators(rule: &Rule, places: &Places<'_>) -> Logic {
    let lookup = |field: &str, span: Span| {
        Logic::Pred(Predicate::new(
            field,
            Operator::Lookup,
            rule.threat_index.clone(),
            span,
        ))
    };
    let alternatives = rule.threat_mapping.iter().enumerate().map(|(mapping, it)| {
        let entries = it
            .entries
            .iter()
            .enumerate()
            .filter(|(_, it)| !it.field.is_empty());
        Logic::all(entries.map(|(entry, it)| {
            let (mapping, entry) = (mapping.to_string(), entry.to_string());
            let span = places.span(&["threat_mapping", &mapping, "entries", &entry, "field"]);
            lookup(&it.field, span)
        }))
    });
    let alternatives: Vec<Logic> = alternatives.filter(|it| !it.is_true()).collect();
    if alternatives.is_empty() {
        Logic::TRUE
    } else {
        Logic::any(alternatives)
    }
}
