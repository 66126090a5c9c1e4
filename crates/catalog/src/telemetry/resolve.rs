//! From what a rule declares and filters on to the events it reads.

use std::collections::{BTreeSet, HashMap};

use rule::knowledge::{LogSourceFact, LogSourceRelation};
use rule::{Operator, Rule};

use super::events::Found;
use crate::entry::Mapped;

/// Concepts whose positive values name an event within a provider.
const EVENT_NAMES: &[&str] = &[
    "event.code",
    "event.action",
    "aws.cloudtrail.event_name",
    "azure.activitylogs.operation_name",
    "azure.auditlogs.operation_name",
    "gcp.audit.method_name",
    "o365.audit.Operation",
];

/// Log sources by kind and key, without regard to case.
#[derive(Debug, Default)]
pub(crate) struct Resolver {
    facts: HashMap<(String, String), Vec<LogSourceFact>>,
}

impl Resolver {
    pub(crate) fn new(facts: Vec<LogSourceFact>) -> Self {
        let mut table: HashMap<(String, String), Vec<LogSourceFact>> = HashMap::new();
        for fact in facts {
            let key = (fact.kind.to_lowercase(), fact.key.to_lowercase());
            table.entry(key).or_default().push(fact);
        }
        Resolver { facts: table }
    }

    /// The events a rule reads, native ones first, each once.
    pub(crate) fn resolve(&self, rule: &Rule, predicates: &[Mapped]) -> Vec<Found> {
        let names = event_names(predicates);
        let mut found: BTreeSet<Found> = BTreeSet::new();
        for (kind, key) in keys(rule, predicates) {
            let facts = self
                .facts
                .get(&(kind.to_owned(), key.to_lowercase()))
                .map_or(&[][..], Vec::as_slice);
            if facts.is_empty() && kind == "panther.logtype" {
                found.extend(refine(&key, &names));
            }
            for fact in facts {
                let native = fact.relation != LogSourceRelation::Equivalent;
                match fact.event.as_str() {
                    "*" => found.extend(refine(&fact.provider, &names)),
                    event => {
                        let (provider, event) = (fact.provider.clone(), event.to_owned());
                        found.insert(Found {
                            provider,
                            event,
                            native,
                        });
                    }
                }
            }
        }
        distinct(found)
    }
}

/// A whole provider, narrowed to the events the rule names; `any` if it names none.
fn refine(provider: &str, names: &[String]) -> Vec<Found> {
    let one = |event: &str| Found {
        provider: provider.to_owned(),
        event: event.to_owned(),
        native: true,
    };
    if names.is_empty() {
        vec![one("any")]
    } else {
        names.iter().map(|name| one(name)).collect()
    }
}

/// Native beats equivalent, and a named event beats the whole of its provider.
fn distinct(found: BTreeSet<Found>) -> Vec<Found> {
    let native: BTreeSet<(String, String)> = found
        .iter()
        .filter(|it| it.native)
        .map(|it| (it.provider.clone(), it.event.clone()))
        .collect();
    let named: BTreeSet<&str> = found
        .iter()
        .filter(|it| it.native && it.event != "any")
        .map(|it| it.provider.as_str())
        .collect();
    let keep = |it: &&Found| {
        let shadowed = !it.native && native.contains(&(it.provider.clone(), it.event.clone()));
        !shadowed && (it.event != "any" || !named.contains(it.provider.as_str()))
    };
    let mut kept: Vec<Found> = found.iter().filter(keep).cloned().collect();
    kept.sort_by(|a, b| b.native.cmp(&a.native).then_with(|| a.cmp(b)));
    kept
}

fn event_names(predicates: &[Mapped]) -> Vec<String> {
    let named = predicates.iter().filter(|it| {
        it.leaf.scope.is_positive()
            && it.folded_op == Operator::Eq
            && EVENT_NAMES.contains(&it.folded_concept.as_str())
    });
    let mut names: Vec<String> = named.flat_map(|it| it.folded_values.clone()).collect();
    names.sort();
    names.dedup();
    names
}

/// Everything of a rule under which the log source table may know it: (kind, key), kinds in lower case.
fn keys(rule: &Rule, predicates: &[Mapped]) -> Vec<(&'static str, String)> {
    let mut keys = Vec::new();
    let source = &rule.log_source;
    let part = |name| source.first(name).unwrap_or_default();
    if ["category", "product", "service"]
        .iter()
        .any(|name| source.first(name).is_some())
    {
        let key = format!(
            "category={};product={};service={}",
            part("category"),
            part("product"),
            part("service")
        );
        keys.push(("sigma.logsource", key));
    }
    for (name, kind) in [
        ("data_source", "splunk.data_source"),
        ("index", "elastic.index_pattern"),
        ("log_type", "panther.logtype"),
        ("resource_type", "panther.logtype"),
        ("table", "kusto.table"),
        ("data_type", "kusto.table"),
    ] {
        keys.extend(
            source
                .get(name)
                .flat_map(|value| value.split(" AND "))
                .map(|key| (kind, key.to_owned())),
        );
    }
    for step in &rule.logic.steps {
        if let Some(source) = &step.source {
            keys.extend(step_keys(source));
        }
    }
    keys.extend(predicate_keys(rule, predicates));
    keys
}

/// `datamodel Endpoint.Processes`, `` `sysmon` ``, `SecurityEvent, Event`.
fn step_keys(source: &str) -> Vec<(&'static str, String)> {
    let one = |part: &str| match (part.strip_prefix("datamodel "), part.strip_prefix('`')) {
        (Some(model), _) => ("splunk.datamodel", model.to_owned()),
        (_, Some(name)) => ("splunk.macro", name.trim_end_matches('`').to_owned()),
        _ => ("kusto.table", part.to_owned()),
    };
    source.split(", ").map(|part| one(part.trim())).collect()
}

fn predicate_keys(rule: &Rule, predicates: &[Mapped]) -> Vec<(&'static str, String)> {
    let mut keys = Vec::new();
    let values = |name: &str| -> Vec<&str> {
        let named =
            |it: &&Mapped| it.leaf.scope.is_positive() && it.leaf.predicate.field.eq_ignore_ascii_case(name);
        predicates
            .iter()
            .filter(named)
            .flat_map(|it| &it.leaf.predicate.values)
            .map(String::as_str)
            .collect()
    };
    for value in values("metadata.event_type") {
        keys.push(("yaral.metadata.event_type", value.to_owned()));
    }
    for value in values("metadata.product_event_type") {
        keys.push(("yaral.metadata.product_event_type", value.to_owned()));
    }
    let tables = rule.logic.steps.iter().filter_map(|step| step.source.as_deref());
    for table in tables.flat_map(|source| source.split(", ")) {
        keys.extend(
            values("ActionType")
                .iter()
                .map(|action| ("kusto.table.actiontype", format!("{table}.{action}"))),
        );
        if table == "SecurityEvent" {
            let ids = values("EventID");
            keys.extend(
                ids.iter()
                    .map(|id| ("kusto.securityevent.eventid", (*id).to_owned())),
            );
        }
    }
    keys.extend(ecs_keys(rule, &values));
    keys
}

/// ECS categories: `event.category=process;event.type|action=start;host.os.type=windows`.
fn ecs_keys<'a>(rule: &'a Rule, values: &dyn Fn(&str) -> Vec<&'a str>) -> Vec<(&'static str, String)> {
    let mut categories: Vec<&str> = values("event.category");
    categories.extend(rule.logic.steps.iter().filter_map(|step| step.source.as_deref()));
    let mut types = values("event.type");
    types.extend(values("event.action"));
    types.push("*");
    let mut systems = values("host.os.type");
    systems.push("any");
    let mut keys = Vec::new();
    for category in &categories {
        for kind in &types {
            for system in &systems {
                let key = format!("event.category={category};event.type|action={kind};host.os.type={system}");
                keys.push(("elastic.eql_category", key));
            }
        }
    }
    keys
}
