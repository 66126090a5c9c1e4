//! What a rule's type adds to its query
//! (<https://www.elastic.co/docs/solutions/security/detect-and-alert/about-detection-rules>).

use rule::{Logic, Operator, Predicate, Span, Threshold};

use super::raw::Rule;

/// A threshold rule counts events or distinct values a group; a new-terms rule fires on combinations of field
/// values that its history window does not hold.
pub(super) fn thresholds(rule: &Rule) -> Vec<Threshold> {
    let mut thresholds = Vec::new();
    if let Some(it) = &rule.threshold {
        let by: Vec<String> = it
            .field
            .iter()
            .filter(|field| !field.is_empty())
            .cloned()
            .collect();
        let at_least = |function: &str, of: Option<&String>, value: &str| Threshold {
            function: function.to_owned(),
            of: of.cloned(),
            by: by.clone(),
            op: Operator::Gte,
            value: value.to_owned(),
            within: None,
            span: Span::NONE,
        };
        thresholds.push(at_least("count", None, &it.value));
        let distinct = |it: &super::raw::Cardinality| at_least("distinct_count", Some(&it.field), &it.value);
        thresholds.extend(it.cardinality.iter().map(distinct));
    }
    if let Some(it) = &rule.new_terms {
        thresholds.push(Threshold {
            function: "new_terms".to_owned(),
            of: Some(it.value.join(", ")),
            by: Vec::new(),
            op: Operator::Gte,
            value: "1".to_owned(),
            within: it.history_window_start.first().map(|window| window.value.clone()),
            span: Span::NONE,
        });
    }
    thresholds
}

/// An indicator-match rule looks fields up in an index of threat indicators.
pub(super) fn indicators(rule: &Rule) -> Logic {
    if rule.threat_mapping.is_empty() {
        return Logic::TRUE;
    }
    let lookup = |field: &str| {
        Logic::Pred(Predicate::new(
            field,
            Operator::Lookup,
            rule.threat_index.clone(),
            Span::NONE,
        ))
    };
    let alternatives = rule.threat_mapping.iter().map(|mapping| {
        let entries = mapping
            .entries
            .iter()
            .filter(|it| !it.field.is_empty() && !it.value.is_empty());
        Logic::all(entries.map(|entry| lookup(&entry.field)))
    });
    Logic::any(alternatives.filter(|it| !it.is_true()))
}
