//! What the fields of a detection mean.

use rule::{Liveness, Maturity, Operator, Rule, Section, Severity, Status, Threshold};

use super::raw::Raw;
use crate::text_file::TextFile;
use crate::{attach, attack_tags};

/// Everything but the logic.
pub(super) fn rule(raw: &Raw) -> Rule {
    let title = if raw.display_name.is_empty() {
        &raw.id
    } else {
        &raw.display_name
    };
    let mut rule = Rule {
        id: raw.id.clone(),
        title: title.trim().to_owned(),
        description: raw.description.trim().to_owned(),
        status: status(&raw.status),
        severity: Some(raw.severity.clone())
            .filter(|word| !word.is_empty())
            .map(Severity::word),
        tags: raw.tags.clone(),
        references: raw.reference.iter().flat_map(|text| links(text)).collect(),
        tests: raw.tests,
        liveness: liveness(&raw.status),
        ..Rule::default()
    };
    if !raw.runbook.trim().is_empty() {
        rule.sections.push(Section {
            title: "Runbook".to_owned(),
            markdown: raw.runbook.trim().to_owned(),
        });
    }
    for (key, values) in [
        ("log_type", &raw.log_types),
        ("resource_type", &raw.resource_types),
        ("scheduled_query", &raw.scheduled_queries),
    ] {
        for value in values {
            rule.log_source.push(key, value);
        }
    }
    attack(&mut rule, raw);
    facts(&mut rule, raw);
    rule
}

/// A reference is one text; several links in it are several references.
fn links(text: &str) -> Vec<String> {
    let parts: Vec<&str> = text
        .split([',', ' ', '\n'])
        .filter(|part| !part.is_empty())
        .collect();
    if parts.iter().all(|part| part.starts_with("http")) {
        parts.into_iter().map(str::to_owned).collect()
    } else {
        vec![text.trim().to_owned()]
    }
}

fn status(word: &str) -> Option<Status> {
    let maturity = match word.to_ascii_lowercase().as_str() {
        "experimental" => Some(Maturity::Experimental),
        "beta" => Some(Maturity::Testing),
        "stable" => Some(Maturity::Stable),
        _ => None,
    };
    (!word.is_empty()).then(|| Status {
        native: word.to_owned(),
        maturity,
    })
}

fn liveness(status: &str) -> Liveness {
    if status.eq_ignore_ascii_case("deprecated") {
        Liveness::Deprecated(status.to_owned())
    } else {
        Liveness::Live
    }
}

/// Reports name tactic and technique together: `TA0002:T1204.002`. One real file has the tactic as the key.
fn attack(rule: &mut Rule, raw: &Raw) {
    for (key, entries) in raw.reports.iter().flatten() {
        if key != "MITRE ATT&CK" && !key.starts_with("TA0") {
            continue;
        }
        for entry in &entries.0 {
            let (tactic, technique) = entry.split_once(':').unwrap_or((key, entry));
            if attack_tags::technique(rule, technique, entry) && tactic.starts_with("TA") {
                attack_tags::tactic(rule, tactic);
            }
        }
    }
}

fn facts(rule: &mut Rule, raw: &Raw) {
    for (key, value) in [
        ("AnalysisType", &raw.analysis_type),
        ("Enabled", &raw.enabled),
        ("CreateAlert", &raw.create_alert),
        ("Threshold", &raw.threshold),
        ("DedupPeriodMinutes", &raw.dedup_period_minutes),
        ("SummaryAttributes", &raw.summary_attributes.join(", ")),
    ] {
        if !value.is_empty() {
            rule.facts.insert(key, value.clone());
        }
    }
}

/// How many matches within the deduplication period make an alert; one is the default and no condition
/// (<https://docs.panther.com/detections/rules#deduplication-of-alerts>).
pub(super) fn threshold(file: &TextFile, raw: &Raw) -> Option<Threshold> {
    let number: u64 = raw.threshold.trim().parse().ok()?;
    (number > 1).then(|| Threshold {
        within: Some(format!("{}m", raw.dedup_period_minutes)).filter(|within| within != "m"),
        ..Threshold::new(
            "count",
            Operator::Gte,
            number.to_string(),
            attach::yaml_placement(&file.text, "Threshold", raw.threshold.trim()).span(),
        )
    })
}
