//! Rules to test with, and the catalog of them.

use std::path::Path;
use std::sync::{Arc, LazyLock};

use hashbrown::DefaultHashBuilder;
use rule::knowledge::{Attack, Tables};
use rule::{
    Language, Logic, Operator, Predicate, Query, Rule, RuleLogic, Span, Step, TechniqueId, TechniqueTag,
};

use crate::bridge::Bridge;
use crate::derive::{Derived, Knowledge};
use crate::{Catalog, Census, Inputs, Inspector};

static SHIPPED: LazyLock<(Tables, Attack)> = LazyLock::new(|| {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../content/data");
    let (tables, attack, problems) = corpus::tables::read_tables(Path::new(folder));
    assert_eq!(problems, []);
    (tables, attack.expect("techniques are shipped"))
});

static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(|| Knowledge::new(tables()));

/// The data tables of the project.
pub(super) fn tables() -> Tables {
    SHIPPED.0.clone()
}

/// ATT&CK as the data tables have it.
pub(super) fn attack() -> Attack {
    SHIPPED.1.clone()
}

/// What follows from a rule alone.
pub(super) fn derive(rule: Rule) -> Derived {
    KNOWLEDGE.derive(Arc::new(rule), &Bridge::default(), &DefaultHashBuilder::default())
}

pub(super) fn catalog(rules: Vec<Rule>) -> Catalog {
    Catalog::new(Inputs {
        rules: rules.into_iter().map(Arc::new).collect(),
        attack: attack(),
        tables: tables(),
    })
}

/// The findings about those of some rules that are wanted.
pub(super) fn census(rules: Vec<Rule>, is_wanted: impl Fn(usize) -> bool) -> Census {
    let inspector = Inspector::new(attack(), tables());
    let rules = rules.into_iter().enumerate();
    let sketches = rules.map(|(at, rule)| inspector.look(rule, is_wanted(at)));
    let sketches = sketches.collect();
    inspector.compare(sketches)
}

pub(super) fn pred(field: &str, op: Operator, values: &[&str]) -> Logic {
    Logic::Pred(Predicate::new(field, op, values.iter().copied(), Span::NONE))
}

pub(super) fn eq(field: &str, value: &str) -> Logic {
    pred(field, Operator::Eq, &[value])
}

fn language_of(vendor: &str) -> Language {
    match vendor {
        "sigma" => Language::Sigma,
        "elastic" => Language::Eql,
        "splunk" | "armory" => Language::Spl,
        "sentinel" => Language::Kusto,
        "secops" => Language::YaraL,
        _ => Language::Python,
    }
}

/// A rule of one step. The context holds `key=value` pairs parted by `;`: `source` is the step's, other words
/// are keys of the log source, a key after `@` is a field the query selects by.
pub(super) fn rule(vendor: &str, context: &str, logic: Logic) -> Rule {
    let mut rule = Rule {
        vendor: vendor.to_owned(),
        source: vendor.to_owned(),
        id: format!("{vendor}-rule"),
        title: "A rule".to_owned(),
        query: Some(Query {
            language: language_of(vendor),
            text: String::new(),
            span: Span::NONE,
            file: None,
        }),
        ..Rule::default()
    };
    let (mut source, mut parts) = (None, vec![logic]);
    for (key, value) in context.split(';').filter_map(|pair| pair.split_once('=')) {
        match key.strip_prefix('@') {
            Some(field) => parts.push(eq(field, value)),
            None if key == "source" => source = Some(value.to_owned()),
            None => rule.log_source.push(log_source_key(key), value),
        }
    }
    rule.logic = RuleLogic {
        steps: vec![Step::new(source, Logic::all(parts))],
        ..RuleLogic::default()
    };
    rule
}

fn log_source_key(key: &str) -> &'static str {
    let known = [
        "product",
        "category",
        "service",
        "index",
        "data_source",
        "log_type",
        "data_type",
        "data_category",
        "connector",
    ];
    known
        .into_iter()
        .find(|it| *it == key)
        .expect("a key of a log source")
}

/// The same rule under another id and title, tagged.
pub(super) fn named(mut rule: Rule, id: &str, title: &str, techniques: &[&str]) -> Rule {
    rule.id = id.to_owned();
    rule.slug = id.to_owned();
    rule.title = title.to_owned();
    rule.path = format!("{id}.yml");
    rule.techniques = techniques.iter().map(|id| tag(id)).collect();
    rule
}

pub(super) fn id(text: &str) -> TechniqueId {
    TechniqueId::parse(text).expect("a technique id")
}

fn tag(text: &str) -> TechniqueTag {
    TechniqueTag {
        id: id(text),
        as_tagged: format!("attack.{}", text.to_lowercase()),
    }
}
