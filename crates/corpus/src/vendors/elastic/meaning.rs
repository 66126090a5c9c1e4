//! What the fields of a rule file mean.

use rule::{Liveness, Maturity, Rule, Section, Severity, Status};

use super::raw::{self, File};
use crate::text_file::TextFile;
use crate::{attack_tags, date};

/// Everything but the logic.
pub(super) fn rule(file: &TextFile, raw: &File) -> Rule {
    let File {
        metadata,
        rule: it,
        threat,
    } = raw;
    let mut rule = Rule {
        line: line(&file.text),
        id: it.rule_id.clone(),
        title: it.name.trim().to_owned(),
        description: it.description.trim().to_owned(),
        authors: it.author.clone(),
        created: date::normal(&metadata.creation_date),
        modified: date::normal(&metadata.updated_date),
        status: status(&metadata.maturity),
        severity: Some(it.severity.clone())
            .filter(|word| !word.is_empty())
            .map(Severity::word),
        tags: it.tags.clone(),
        references: it.references.clone(),
        false_positives: it.false_positives.clone(),
        licence: Some(it.license.clone()).filter(|licence| !licence.is_empty()),
        liveness: liveness(file, &metadata.maturity),
        ..Rule::default()
    };
    for (title, text) in [("Investigation guide", &it.note), ("Setup", &it.setup)] {
        if !text.trim().is_empty() {
            rule.sections.push(Section {
                title: title.to_owned(),
                markdown: text.trim().to_owned(),
            });
        }
    }
    for index in &it.index {
        rule.log_source.push("index", index);
    }
    for integration in &metadata.integration {
        rule.log_source.push("integration", integration);
    }
    if !it.os_list.is_empty() {
        rule.log_source.push("integration", "endpoint");
    }
    for os in &it.os_list {
        rule.log_source.push("os", os);
    }
    attack(&mut rule, &it.threat);
    attack(&mut rule, threat);
    facts(&mut rule, raw);
    rule
}

/// The line of `[rule]`.
fn line(text: &str) -> u32 {
    let at = text.lines().position(|line| line.trim() == "[rule]").unwrap_or(0);
    u32::try_from(at + 1).unwrap_or(u32::MAX)
}

fn status(maturity: &str) -> Option<Status> {
    let step = match maturity {
        "production" => Some(Maturity::Stable),
        "beta" => Some(Maturity::Testing),
        "development" | "experimental" => Some(Maturity::Experimental),
        _ => None,
    };
    (!maturity.is_empty()).then(|| Status {
        native: maturity.to_owned(),
        maturity: step,
    })
}

fn liveness(file: &TextFile, maturity: &str) -> Liveness {
    if maturity == "deprecated" || file.is_in("_deprecated") {
        Liveness::Deprecated("deprecated".to_owned())
    } else {
        Liveness::Live
    }
}

fn attack(rule: &mut Rule, threats: &[raw::Threat]) {
    for threat in threats {
        let tactic = if threat.tactic.id.is_empty() {
            &threat.tactic.name
        } else {
            &threat.tactic.id
        };
        attack_tags::tactic(rule, tactic);
        for technique in &threat.technique {
            attack_tags::technique(rule, &technique.id, &technique.id);
            for sub in &technique.subtechnique {
                attack_tags::technique(rule, &sub.id, &sub.id);
            }
        }
    }
}

fn facts(rule: &mut Rule, raw: &File) {
    let File {
        metadata, rule: it, ..
    } = raw;
    let window = it
        .new_terms
        .as_ref()
        .and_then(|terms| terms.history_window_start.first());
    for (key, value) in [
        ("type", &it.r#type),
        ("risk_score", &it.risk_score),
        ("from", &it.from),
        ("interval", &it.interval),
        ("max_signals", &it.max_signals),
        ("building_block_type", &it.building_block_type),
        ("event_category_override", &it.event_category_override),
        ("machine_learning_job_id", &it.machine_learning_job_id.join(", ")),
        ("anomaly_threshold", &it.anomaly_threshold),
        ("threat_query", &it.threat_query),
        (
            "history_window_start",
            window.map_or(&String::new(), |window| &window.value),
        ),
        ("min_stack_version", &metadata.min_stack_version),
        (
            "deprecation_date",
            &date::normal(&metadata.deprecation_date).unwrap_or_default(),
        ),
        ("deprecated_reason", &metadata.deprecated_reason),
    ] {
        if !value.trim().is_empty() {
            rule.facts.insert(key, value.trim().to_owned());
        }
    }
    if let Some(suppression) = &it.alert_suppression {
        rule.facts.insert("alert_suppression", suppressed(suppression));
    }
    if let Some(fields) = it
        .investigation_fields
        .as_ref()
        .filter(|fields| !fields.field_names.is_empty())
    {
        rule.facts
            .insert("investigation_fields", fields.field_names.join(", "));
    }
}

/// `host.name, user.name for 6h`.
fn suppressed(suppression: &raw::Suppression) -> String {
    let fields = suppression.group_by.join(", ");
    match &suppression.duration {
        Some(duration) => format!("{fields} for {}{}", duration.value, duration.unit),
        None => fields,
    }
}
