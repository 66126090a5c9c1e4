//! `data/rules.ndjson`: one object a rule, the contract that tests and users rely on (spec/logic.md, "What a
//! build writes").

use catalog::{Entry, Mapped, TaggedTechnique};
use rule::{Logic, Operator, Predicate, Relation, Rule, RuleLogic, Step, Threshold};
use serde::Serialize;
use serde_json::{Value, json};
use xxhash_rust::xxh3::Xxh3;

use crate::book::Book;
use crate::views::address;

#[derive(Serialize)]
struct Line<'a> {
    vendor: &'a str,
    source: &'a str,
    id: &'a str,
    slug: &'a str,
    title: &'a str,
    path: &'a str,
    /// Tells whether the author's text is the same as at another time.
    fingerprint: String,
    created: Option<&'a str>,
    modified: Option<&'a str>,
    language: &'static str,
    live: bool,
    severity: Option<&'static str>,
    severity_native: Option<&'a str>,
    status: Option<&'a str>,
    /// The address of the rule that its family of near-identical ones is named by.
    family: String,
    attack: Vec<TagLine<'a>>,
    platforms: Vec<&'a String>,
    domains: Vec<&'a String>,
    telemetry: Vec<EventLine<'a>>,
    fidelity: &'static str,
    reasons: Vec<&'static str>,
    logic: LogicLine<'a>,
    predicates: Vec<PredicateLine<'a>>,
}

#[derive(Serialize)]
struct LogicLine<'a> {
    by: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    query: Option<Box<LogicLine<'a>>>,
    relation: &'static str,
    steps: Vec<StepLine<'a>>,
    thresholds: Vec<Value>,
    within: Option<&'a str>,
}

#[derive(Serialize)]
struct TagLine<'a> {
    as_tagged: &'a str,
    id: &'a str,
}

#[derive(Serialize)]
struct EventLine<'a> {
    event: &'a str,
    native: bool,
    provider: &'a str,
}

#[derive(Serialize)]
struct StepLine<'a> {
    #[serde(skip_serializing_if = "is_no")]
    absent: bool,
    alias: Option<&'a str>,
    logic: Tree<'a>,
    source: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum Tree<'a> {
    All(Vec<Tree<'a>>),
    Any(Vec<Tree<'a>>),
    Not(Box<Tree<'a>>),
    Pred(Compared<'a>),
    Opaque { text: &'a str, why: &'static str },
}

#[derive(Serialize)]
struct Compared<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    alias_of: Option<&'a str>,
    case_sensitive: bool,
    field: &'a str,
    op: &'static str,
    #[serde(skip_serializing_if = "is_no")]
    part: bool,
    quantifier: &'static str,
    values: &'a [String],
}

#[derive(Serialize)]
struct PredicateLine<'a> {
    absent: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    alias_of: Option<&'a str>,
    case_sensitive: bool,
    class: &'static str,
    concept: &'a str,
    concept_predicate: ConceptPredicate<'a>,
    field: &'a str,
    #[serde(skip_serializing_if = "is_no")]
    grouped: bool,
    negated: bool,
    op: &'static str,
    #[serde(skip_serializing_if = "is_no")]
    part: bool,
    quantifier: &'static str,
    scope: &'static str,
    step: usize,
    values: &'a [String],
    via: Option<&'a str>,
}

#[derive(Serialize)]
struct ConceptPredicate<'a> {
    concept: &'a str,
    op: &'static str,
    values: &'a [String],
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_no(it: &bool) -> bool {
    !it
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
        fingerprint: fingerprint(rule),
        created: rule.created.as_deref(),
        modified: rule.modified.as_deref(),
        language: rule.language().id(),
        live: rule.liveness.is_live(),
        severity: severity.and_then(|it| it.level).map(|level| level.id()),
        severity_native: severity.map(|it| it.native.as_str()),
        status: rule.status.as_ref().map(|it| it.native.as_str()),
        family: address(book.catalog.entry(entry.family)),
        attack: entry.techniques.iter().map(tag).collect(),
        platforms: entry.facets.platforms.keys().collect(),
        domains: entry.facets.domains.keys().collect(),
        telemetry: telemetry(book, entry),
        fidelity: entry.fidelity.id(),
        reasons: reasons(&rule.logic),
        logic: logic(&rule.logic),
        predicates: entry.predicates.iter().map(predicate).collect(),
    };
    // Strings, numbers and lists of them always serialise.
    let mut bytes = serde_json::to_vec(&line).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

/// 128 bits over the rule's own part of its file, and over its query where that has a file of its own (XXH3, whose
/// result is the same everywhere and for good: <https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md>).
fn fingerprint(rule: &Rule) -> String {
    let mut hash = Xxh3::new();
    let own = rule.span.text(&rule.text).filter(|_| !rule.span.is_none());
    hash.update(own.unwrap_or(&rule.text).as_bytes());
    if let Some(query) = rule.query.as_ref().filter(|query| query.file.is_some()) {
        hash.update(&[0]);
        hash.update(query.text.as_bytes());
    }
    format!("{:032x}", hash.digest128())
}

fn tag(it: &TaggedTechnique) -> TagLine<'_> {
    TagLine {
        as_tagged: &it.as_tagged,
        id: it.id.as_str(),
    }
}

fn telemetry<'a>(book: &'a Book<'_>, entry: &Entry) -> Vec<EventLine<'a>> {
    let event = |it: &catalog::EventUse| {
        let event = book.catalog.events.get(it.event);
        EventLine {
            event: &event.event,
            native: it.native,
            provider: &event.provider,
        }
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
fn logic(it: &RuleLogic) -> LogicLine<'_> {
    let query = LogicLine {
        by: &it.by,
        query: None,
        relation: it.relation.id(),
        steps: it.steps.iter().map(step).collect(),
        thresholds: it.thresholds.iter().map(threshold).collect(),
        within: it.within.as_deref(),
    };
    match &it.rows {
        Some(rows) => LogicLine {
            by: &[],
            query: Some(Box::new(query)),
            relation: Relation::Single.id(),
            steps: vec![step(rows)],
            thresholds: Vec::new(),
            within: None,
        },
        None => query,
    }
}

fn step(step: &Step) -> StepLine<'_> {
    StepLine {
        absent: step.absent,
        alias: step.alias.as_deref(),
        logic: tree(&step.logic),
        source: step.source.as_deref(),
    }
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

fn tree(logic: &Logic) -> Tree<'_> {
    match logic {
        Logic::All(parts) => Tree::All(parts.iter().map(tree).collect()),
        Logic::Any(parts) => Tree::Any(parts.iter().map(tree).collect()),
        Logic::Not(part) => Tree::Not(Box::new(tree(part))),
        Logic::Pred(predicate) => Tree::Pred(Compared {
            alias_of: predicate.alias_of.as_deref(),
            case_sensitive: predicate.case_sensitive,
            field: &predicate.field,
            op: predicate.op.id(),
            part: predicate.part,
            quantifier: predicate.quantifier.id(),
            values: values(predicate),
        }),
        Logic::Opaque(opaque) => Tree::Opaque {
            text: &opaque.text,
            why: opaque.why.id(),
        },
    }
}

fn values(predicate: &Predicate) -> &[String] {
    match predicate.op {
        Operator::Exists => &[],
        _ => &predicate.values,
    }
}

fn predicate(it: &Mapped) -> PredicateLine<'_> {
    let leaf = &it.leaf;
    let predicate = &leaf.predicate;
    PredicateLine {
        absent: leaf.scope == rule::Scope::Absent,
        alias_of: predicate.alias_of.as_deref(),
        case_sensitive: predicate.case_sensitive,
        class: it.class.id(),
        concept: &it.concept,
        concept_predicate: ConceptPredicate {
            concept: &it.folded_concept,
            op: it.folded_op.id(),
            values: &it.folded_values,
        },
        field: &predicate.field,
        grouped: leaf.grouped,
        negated: leaf.negated,
        op: predicate.op.id(),
        part: predicate.part,
        quantifier: predicate.quantifier.id(),
        scope: leaf.scope.id(),
        step: leaf.step,
        values: values(predicate),
        via: predicate.via.as_deref(),
    }
}
