//! What is known of something, as JSON.

use catalog::{Catalog, Entry, EventIx, FieldUse, Resolution, RowIx, RuleIx};
use rule::{Predicate, TechniqueId};
use serde_json::{Value, json};

/// A rule: its predicates from authored to class, its events with their basis, facets with their reasons, family
/// and nearest rules.
pub(super) fn rule(catalog: &Catalog, index: RuleIx) -> Value {
    let entry = catalog.entry(index);
    let rule = &entry.rule;
    let predicates = entry.predicates.iter().map(|it| {
        let predicate = &it.leaf.predicate;
        json!({
            "authored": authored(predicate),
            "concept": it.concept,
            "basis": it.basis.id(),
            "folded": {"concept": it.folded_concept, "op": it.folded_op.id(), "values": it.folded_values},
            "class": it.class.id(),
            "scope": it.leaf.scope.id(),
            "grouped": it.leaf.grouped,
            "step": it.leaf.step,
        })
    });
    let similar = catalog.similar(index).iter().map(|it| {
        let shared = catalog.shared(index, it.rule);
        let shared: Vec<Value> = shared.into_iter().map(|row| named_row(catalog, row)).collect();
        json!({"rule": named_rule(catalog, it.rule), "score": it.score, "shared": shared})
    });
    let techniques = entry
        .techniques
        .iter()
        .map(|it| json!({"id": it.id.as_str(), "as_tagged": it.as_tagged}));
    json!({
        "kind": "rule",
        "rule": named_rule(catalog, index),
        "path": rule.path,
        "live": rule.liveness.is_live(),
        "fidelity": entry.fidelity.id(),
        "techniques": techniques.collect::<Vec<_>>(),
        "platforms": entry.facets.platforms,
        "domains": entry.facets.domains,
        "events": events(catalog, entry),
        "declared_but_not_read": names(&entry.declaration.unread),
        "read_but_not_declared": names(&entry.declaration.undeclared),
        "predicates": predicates.collect::<Vec<_>>(),
        "family": named_rule(catalog, entry.family),
        "similar": similar.collect::<Vec<_>>(),
    })
}

/// A predicate in its author's words; what its column holds of the event where that goes by another name.
fn authored(predicate: &Predicate) -> Value {
    let mut fact = json!({"field": predicate.field, "op": predicate.op.id(), "values": predicate.values});
    if let Some(origin) = &predicate.alias_of {
        fact["alias_of"] = json!(origin);
    }
    if predicate.part {
        fact["part"] = json!(true);
    }
    fact
}

/// A technique id: what it means in the pinned version, and its rules.
pub(super) fn technique(catalog: &Catalog, id: &TechniqueId) -> Option<Value> {
    let resolution = catalog.attack.resolve(id);
    let population = catalog.population(resolution.id());
    let technique = catalog.attack.technique(resolution.id());
    if technique.is_none() && population.is_empty() {
        return None;
    }
    let (state, why) = match &resolution {
        Resolution::Current(_) => ("current", None),
        Resolution::Moved { why, .. } => ("moved", Some(why)),
        Resolution::Withdrawn(_) => ("withdrawn", None),
        Resolution::Unknown(_) => ("unknown", None),
    };
    let count = catalog.count(population);
    let mut tagged: Vec<&str> = population
        .iter()
        .flat_map(|&rule| &catalog.entry(rule).techniques)
        .filter(|it| it.id == *resolution.id() || it.id.parent() == *resolution.id())
        .map(|it| it.as_tagged.as_str())
        .collect();
    tagged.sort_unstable();
    tagged.dedup();
    Some(json!({
        "kind": "technique",
        "id": id.as_str(),
        "state": state,
        "why": why,
        "page": resolution.id().as_str(),
        "version": catalog.attack.version(),
        "name": technique.map(|it| &it.name),
        "tagged_as": tagged,
        "rule_count": count.rules,
        "family_count": count.families,
        "rules": named_rules(catalog, population),
    }))
}

/// An event and the rules that read it.
pub(super) fn event(catalog: &Catalog, index: EventIx) -> Value {
    let event = catalog.events.get(index);
    json!({
        "kind": "event",
        "provider": event.provider,
        "event": event.event,
        "title": event.title(),
        "catalogued": event.fact.is_some(),
        "verified": event.fact.as_ref().is_some_and(|fact| fact.verified),
        "channel": event.fact.as_ref().map(|fact| &fact.channel),
        "rule_count": event.native.len(),
        "rules": named_rules(catalog, &event.native),
        "rules_of_equivalents": event.equivalent.len(),
    })
}

/// A concept: its spellings, its most frequent values, its rules.
pub(super) fn field(catalog: &Catalog, field: &FieldUse) -> Value {
    let mut rows = field.rows.clone();
    rows.sort_by_key(|&row| std::cmp::Reverse(catalog.rows.get(row).positive.len()));
    let spellings = field
        .spellings
        .iter()
        .map(|((vendor, spelling), rules)| json!({"vendor": vendor, "field": spelling, "rules": rules}));
    json!({
        "kind": "field",
        "concept": field.concept,
        "rule_count": field.rules.len(),
        "spellings": spellings.collect::<Vec<_>>(),
        "values": rows.iter().map(|&row| named_row(catalog, row)).collect::<Vec<_>>(),
    })
}

/// A row: how it is written, who looks for it, who excludes it.
pub(super) fn row(catalog: &Catalog, index: RowIx) -> Value {
    let row = catalog.rows.get(index);
    let spellings = catalog
        .spellings(index)
        .into_iter()
        .map(|it| json!({"field": it.field, "op": it.op.id(), "value": it.value, "rules": it.rules}));
    json!({
        "kind": "value",
        "row": named_row(catalog, index),
        "class": row.class.id(),
        "spellings": spellings.collect::<Vec<_>>(),
        "rule_count": row.positive.len(),
        "rules": named_rules(catalog, row.positive),
        "excluded_by": named_rules(catalog, row.excluded),
    })
}

fn events(catalog: &Catalog, entry: &Entry) -> Vec<Value> {
    let uses = entry.events.iter().map(|it| {
        let event = catalog.events.get(it.event);
        json!({
            "provider": event.provider,
            "event": event.event,
            "title": event.title(),
            "native": it.native,
            "declared": it.declared,
            "read": it.read,
        })
    });
    uses.collect()
}

fn names(events: &[(String, String)]) -> Vec<String> {
    events
        .iter()
        .map(|(provider, event)| format!("{provider}/{event}"))
        .collect()
}

fn named_rules(catalog: &Catalog, rules: &[RuleIx]) -> Vec<Value> {
    rules.iter().map(|&rule| named_rule(catalog, rule)).collect()
}

fn named_rule(catalog: &Catalog, index: RuleIx) -> Value {
    let rule = &catalog.entry(index).rule;
    json!({"vendor": rule.vendor, "slug": rule.slug, "id": rule.id, "title": rule.title})
}

fn named_row(catalog: &Catalog, index: RowIx) -> Value {
    let row = catalog.rows.get(index);
    json!({"concept": row.concept, "op": row.op.id(), "value": row.value, "reach": row.positive.len()})
}
