//! `data/rules.ndjson`: one object a rule, the contract that tests and users rely on (spec/logic.md, "What a
//! build writes").

use catalog::{Entry, Mapped};
use rayon::prelude::*;
use rule::{Logic, Operator, Predicate, Relation, RuleLogic, Step, Threshold};
use serde::Serialize;
use serde_json::{Value, json};

use crate::book::Book;

/// All rules in one file.
pub(crate) fn rules(book: &Book<'_>) -> Vec<u8> {
    let mut bytes = Vec::new();
    // Some at a time: all lines beside their whole would be twice the largest file of the site.
    for some in book.catalog.entries().chunks(1024) {
        let lines: Vec<Vec<u8>> = some
            .par_iter()
            .with_max_len(64)
            .map(|entry| rule(book, entry))
            .collect();
        lines.iter().for_each(|line| bytes.extend_from_slice(line));
    }
    bytes
}

#[derive(Serialize)]
struct Line<'a> {
    vendor: &'a str,
    source: &'a str,
    id: &'a str,
    slug: &'a str,
    title: &'a str,
    path: &'a str,
    language: &'static str,
    live: bool,
    severity: Option<&'static str>,
    severity_native: Option<&'a str>,
    status: Option<&'a str>,
    attack: Vec<Value>,
    platforms: Vec<&'a String>,
    domains: Vec<&'a String>,
    telemetry: Vec<Value>,
    fidelity: &'static str,
    reasons: Vec<&'static str>,
    logic: Value,
    predicates: Vec<Value>,
}

/// One rule, with a line feed at its end.
pub(crate) fn rule(book: &Book<'_>, entry: &Entry) -> Vec<u8> {
    let rule = &entry.rule;
    let severity = rule.severity.as_ref();
    let line = Line {
        vendor: &rule.vendor,
        source: &rule.source,
        id: &rule.id,
        slug: &rule.slug,
        title: &rule.title,
        path: &rule.path,
        language: rule.query.as_ref().map_or("none", |query| query.language.id()),
        live: rule.liveness.is_live(),
        severity: severity.and_then(|it| it.level).map(|level| level.id()),
        severity_native: severity.map(|it| it.native.as_str()),
        status: rule.status.as_ref().map(|it| it.native.as_str()),
        attack: entry
            .techniques
            .iter()
            .map(|it| json!({"id": it.id.as_str(), "as_tagged": it.as_tagged}))
            .collect(),
        platforms: entry.facets.platforms.keys().collect(),
        domains: entry.facets.domains.keys().collect(),
        telemetry: telemetry(book, entry),
        fidelity: rule.logic.fidelity().id(),
        reasons: reasons(&rule.logic),
        logic: logic(&rule.logic),
        predicates: entry.predicates.iter().map(predicate).collect(),
    };
    // Strings, numbers and lists of them always serialise.
    let mut bytes = serde_json::to_vec(&line).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

fn telemetry(book: &Book<'_>, entry: &Entry) -> Vec<Value> {
    let event = |it: &catalog::EventUse| {
        let event = book.catalog.events.get(it.event);
        json!({"provider": event.provider, "event": event.event, "native": it.native})
    };
    entry.events.iter().map(event).collect()
}

/// Why the rule is not exact: reasons of opaque clauses, then losses.
fn reasons(logic: &RuleLogic) -> Vec<&'static str> {
    let mut reasons: Vec<&'static str> = logic.opaques().iter().map(|it| it.why.id()).collect();
    reasons.sort_unstable();
    reasons.dedup();
    reasons.extend(logic.losses.iter().map(|loss| loss.id()));
    reasons
}

/// The rule's steps. Where a stage judges the rows of a query, that stage is the rule's one step, and the steps of
/// the query stand under `query`: a test of such a rule gives it rows, not events.
fn logic(it: &RuleLogic) -> Value {
    let query = json!({
        "relation": it.relation.id(),
        "within": it.within,
        "by": it.by,
        "steps": it.steps.iter().map(step).collect::<Vec<_>>(),
        "thresholds": it.thresholds.iter().map(threshold).collect::<Vec<_>>(),
    });
    match &it.rows {
        Some(rows) => json!({
            "relation": Relation::Single.id(),
            "within": null,
            "by": [],
            "steps": [step(rows)],
            "thresholds": [],
            "query": query,
        }),
        None => query,
    }
}

fn step(step: &Step) -> Value {
    let mut value = json!({"alias": step.alias, "source": step.source, "logic": tree(&step.logic)});
    if step.absent {
        value["absent"] = json!(true);
    }
    value
}

/// A threshold; the step it is about and its alternatives are named where there are any.
fn threshold(it: &Threshold) -> Value {
    let mut value = json!({
        "function": it.function,
        "of": it.of,
        "by": it.by,
        "op": it.op.id(),
        "value": it.value,
        "within": it.within,
    });
    if let Some(step) = it.step {
        value["step"] = json!(step);
    }
    if !it.or.is_empty() {
        value["or"] = it.or.iter().map(threshold).collect();
    }
    value
}

fn tree(logic: &Logic) -> Value {
    let list = |parts: &[Logic]| Value::Array(parts.iter().map(tree).collect());
    match logic {
        Logic::All(parts) => json!({"all": list(parts)}),
        Logic::Any(parts) => json!({"any": list(parts)}),
        Logic::Not(part) => json!({"not": tree(part)}),
        Logic::Pred(predicate) => json!({"pred": compared(predicate)}),
        Logic::Opaque(opaque) => json!({"opaque": {"text": opaque.text, "why": opaque.why.id()}}),
    }
}

fn compared(predicate: &Predicate) -> Value {
    json!({
        "field": predicate.field,
        "op": predicate.op.id(),
        "values": values(predicate.op, &predicate.values),
        "quantifier": predicate.quantifier.id(),
        "case_sensitive": predicate.case_sensitive,
    })
}

fn values(op: Operator, values: &[String]) -> Vec<&str> {
    if op == Operator::Exists {
        Vec::new()
    } else {
        values.iter().map(String::as_str).collect()
    }
}

fn predicate(it: &Mapped) -> Value {
    let leaf = &it.leaf;
    let predicate = &leaf.predicate;
    let mut value = json!({
        "field": predicate.field,
        "concept": it.concept,
        "op": predicate.op.id(),
        "values": values(predicate.op, &predicate.values),
        "quantifier": predicate.quantifier.id(),
        "negated": leaf.negated,
        "scope": leaf.scope.id(),
        "class": it.class.id(),
        "case_sensitive": predicate.case_sensitive,
        "via": predicate.via,
        "step": leaf.step,
        "absent": leaf.scope == rule::Scope::Absent,
        "concept_predicate": {"concept": it.folded_concept, "op": it.folded_op.id(), "values": it.folded_values},
    });
    if leaf.grouped {
        value["grouped"] = json!(true);
    }
    value
}
