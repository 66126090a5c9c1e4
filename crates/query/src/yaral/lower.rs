//! From a rule's sections to its logic: one step an event variable.

use std::collections::{BTreeMap, BTreeSet};

use rule::{Diagnostic, Logic, Loss, Operator, Reason, Relation, RuleLogic, Span, Step};

use super::ast::{Failure, Kind, Node, Statement};
use super::condition::{Reader, Verdict};
use super::events::Lowering;
use super::origin::{Meaning, Origin, Placeholders};
use super::sections::Sections;
use crate::Decoded;

/// More fields than any rule groups by; the bound keeps hostile input small.
const MAX_BY: usize = 64;

/// The field that names what kind of event it is.
const EVENT_TYPE: &str = "metadata.event_type";

/// Lowers a rule.
pub(super) fn lower(text: &str, sections: &Sections) -> Decoded {
    let placeholders = Placeholders::of(sections.events.iter().filter_map(read));
    let mut lowering = Lowering {
        text,
        placeholders: &placeholders,
        losses: BTreeSet::new(),
        diagnostics: Vec::new(),
        joins: Vec::new(),
    };
    let (names, mut groups) = groups(sections, &mut lowering);
    let by = by(sections, &placeholders, &lowering.joins);
    let verdict = verdict(sections, &names, &placeholders, &by);
    let unread: Vec<Logic> = unread(&verdict, sections, &mut lowering);
    if let Some((_, first)) = groups.first_mut() {
        first.extend(unread);
    }
    let steps: Vec<Step> = groups
        .into_iter()
        .map(|(events, parts)| step(&events, parts, &verdict.absent))
        .collect();
    if verdict.any_threshold && verdict.thresholds.len() > 1 {
        lowering.losses.insert(Loss::AnyThreshold);
    }
    let relation = match steps.len() {
        0 | 1 => Relation::Single,
        _ if verdict.union => Relation::Union,
        _ => Relation::Join,
    };
    let logic = RuleLogic {
        steps,
        relation,
        within: sections.window.clone(),
        by,
        thresholds: verdict.thresholds,
        losses: lowering.losses,
        ..RuleLogic::default()
    };
    Decoded {
        logic,
        diagnostics: lowering.diagnostics,
    }
}

fn read(statement: &Statement) -> Option<&Node> {
    match statement {
        Statement::Read(node) => Some(node),
        Statement::Unread(..) => None,
    }
}

/// The conditions of each event, or of several together, by the order in which the events first occur.
type Groups = Vec<(Vec<String>, Vec<Logic>)>;

fn groups(sections: &Sections, lowering: &mut Lowering<'_>) -> (BTreeSet<String>, Groups) {
    let mut names = BTreeSet::new();
    let mut groups = Groups::new();
    let mut places: BTreeMap<Vec<String>, usize> = BTreeMap::new();
    let mut place = |groups: &mut Groups, events: Vec<String>| {
        *places.entry(events.clone()).or_insert_with(|| {
            groups.push((events, Vec::new()));
            groups.len() - 1
        })
    };
    let mut stray = Vec::new();
    for statement in &sections.events {
        match statement {
            Statement::Unread(span, failure) => stray.push(failed(lowering, *span, *failure)),
            Statement::Read(node) => {
                let mut events = BTreeSet::new();
                lowering.placeholders.events(node, &mut events);
                for event in &events {
                    if names.insert(event.clone()) {
                        place(&mut groups, vec![event.clone()]);
                    }
                }
                match lowering.condition(node, false) {
                    Some(logic) if events.is_empty() => stray.push(logic),
                    Some(logic) => {
                        let at = place(&mut groups, events.into_iter().collect());
                        groups[at].1.push(logic);
                    }
                    None => {}
                }
            }
        }
    }
    if groups.is_empty() {
        groups.push((Vec::new(), Vec::new()));
    }
    groups[0].1.extend(stray);
    (names, groups)
}

fn failed(lowering: &mut Lowering<'_>, span: Span, failure: Failure) -> Logic {
    let (at, why, message) = match failure {
        Failure::Unexpected(at) => (at, Reason::Syntax, "this does not continue the statement"),
        Failure::TooDeep(at) => (at, Reason::TooDeep, "the statement is nested too deeply"),
    };
    lowering.diagnostics.push(Diagnostic::error(at, message));
    Logic::opaque(span.text(lowering.text).unwrap_or_default(), why, span)
}

fn step(events: &[String], parts: Vec<Logic>, absent: &BTreeSet<String>) -> Step {
    let logic = Logic::all(parts);
    let names: Vec<String> = events
        .iter()
        .filter(|event| !event.is_empty())
        .map(|event| format!("${event}"))
        .collect();
    Step {
        alias: (!names.is_empty()).then(|| names.join(", ")),
        source: event_type(&logic),
        absent: !events.is_empty() && events.iter().all(|event| absent.contains(event)),
        logic,
    }
}

/// The one event type an event must have.
fn event_type(logic: &Logic) -> Option<String> {
    let parts = match logic {
        Logic::All(parts) => parts.as_slice(),
        other => std::slice::from_ref(other),
    };
    parts.iter().find_map(|part| match part {
        Logic::Pred(predicate) if predicate.field == EVENT_TYPE && predicate.op == Operator::Eq => {
            match predicate.values.as_slice() {
                [only] => Some(only.clone()),
                _ => None,
            }
        }
        _ => None,
    })
}

/// The fields of the match section, then those that tie events together. Fields that must be equal are one
/// entry.
fn by(sections: &Sections, placeholders: &Placeholders, joins: &[(Origin, Origin)]) -> Vec<String> {
    let mut by = Vec::new();
    let mut seen = BTreeSet::new();
    let mut add = |entry: String| {
        if by.len() < MAX_BY && seen.insert(entry.clone()) {
            by.push(entry);
        }
    };
    for node in &sections.grouping {
        match &node.kind {
            Kind::Name(name) => add(tied(name, placeholders.origins(name))),
            _ => match placeholders.meaning(node) {
                Meaning::Field(origin) => add(origin.field),
                _ => continue,
            },
        }
    }
    for (name, origins) in placeholders.iter() {
        let events: BTreeSet<&str> = origins.iter().map(|origin| origin.event.as_str()).collect();
        if events.len() > 1 {
            add(tied(name, origins));
        }
    }
    for (a, b) in joins {
        add(tied("", &[a.clone(), b.clone()]));
    }
    by
}

fn tied(name: &str, origins: &[Origin]) -> String {
    let mut seen = BTreeSet::new();
    let fields: Vec<&str> = origins
        .iter()
        .map(|origin| origin.field.as_str())
        .filter(|field| seen.insert(*field))
        .take(MAX_BY)
        .collect();
    match fields.as_slice() {
        [] => format!("${name}"),
        fields => fields.join(" = "),
    }
}

fn verdict(
    sections: &Sections,
    names: &BTreeSet<String>,
    placeholders: &Placeholders,
    by: &[String],
) -> Verdict {
    let outcome = sections
        .outcome
        .iter()
        .map(|(name, node)| (name.as_str(), node))
        .collect();
    let mut reader = Reader {
        events: names,
        placeholders,
        outcome: &outcome,
        by,
        within: sections.window.as_ref(),
        verdict: Verdict::default(),
    };
    for node in sections.condition.iter().filter_map(read) {
        reader.read(node, false);
    }
    reader.verdict
}

/// The clauses of the condition section that were not read.
fn unread(verdict: &Verdict, sections: &Sections, lowering: &mut Lowering<'_>) -> Vec<Logic> {
    let mut unread = Vec::new();
    for (span, why) in &verdict.unread {
        unread.push(lowering.opaque(*span, *why));
    }
    for statement in &sections.condition {
        if let Statement::Unread(span, failure) = statement {
            unread.push(failed(lowering, *span, *failure));
        }
    }
    unread
}
