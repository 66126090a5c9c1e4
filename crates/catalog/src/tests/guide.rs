//! Guides, proved by a slow and obvious recount.

use std::collections::{BTreeMap, BTreeSet};

use rule::{Logic, Operator, Rule, Scope};

use super::sample::{catalog, eq, id, named, pred, rule};
use crate::{Catalog, Class, Fold, RuleIx};

const PROCESS: &str = "product=windows;category=process_creation";

/// The starter rules, which come with the project.
pub(super) fn starter() -> Vec<Rule> {
    let mut rules = Vec::new();
    for vendor in corpus::vendors::vendor_ids() {
        let source = corpus::Source {
            name: vendor.to_owned(),
            vendor: vendor.to_owned(),
            root: concat!(env!("CARGO_MANIFEST_DIR"), "/../../rules/")
                .to_owned()
                .into(),
            include: Vec::new(),
            exclude: Vec::new(),
            repository: None,
            repository_path: String::new(),
            commit: None,
            licence: corpus::Licence {
                spdx: "Apache-2.0".to_owned(),
                url: None,
            },
            publish: corpus::Publish::Full,
        };
        let source = corpus::Source {
            root: source.root.join(vendor),
            ..source
        };
        let found = corpus::read(&source).rules;
        rules.extend(found.into_iter().map(std::sync::Arc::unwrap_or_clone));
    }
    rules
}

/// (concept, operator, value key) and whether it is excluded, with the rules that hold it.
type Recount = BTreeMap<(String, Operator, String, bool), BTreeSet<RuleIx>>;

/// Counts every value of every predicate of every rule, one by one.
fn recount(catalog: &Catalog, population: &[RuleIx]) -> Recount {
    let mut found = Recount::new();
    for &index in population {
        let predicates = catalog.entry(index).predicates.iter();
        for it in predicates.filter(|it| it.class != Class::Prefilter) {
            let excluded = match it.leaf.scope {
                Scope::Required | Scope::Alternative => false,
                Scope::Exclusion | Scope::Guard => true,
                Scope::Absent => continue,
            };
            let cased = it.leaf.predicate.case_sensitive;
            let values = match it.folded_op {
                Operator::Exists => vec![String::new()],
                Operator::Length => it.folded_values.last().cloned().into_iter().collect(),
                _ => it.folded_values.clone(),
            };
            for value in values {
                let key = Fold::key(&it.folded_concept, it.folded_op, &value, cased);
                let key = (it.folded_concept.clone(), it.folded_op, key, excluded);
                found.entry(key).or_default().insert(index);
            }
        }
    }
    found
}

#[test]
fn guides_count_what_a_slow_recount_counts() {
    let catalog = catalog(starter());
    let everything: Vec<RuleIx> = (0..catalog.entries().len() as RuleIx)
        .filter(|&index| catalog.entry(index).rule.liveness.is_live())
        .collect();
    let reach = recount(&catalog, &everything);
    for technique in ["T1204", "T1059", "T1059.001", "T1078"] {
        let population = catalog.population(&id(technique));
        let own = recount(&catalog, population);
        let guide = catalog.guide(population);
        let key = |row: u32, excluded| {
            let row = catalog.rows.get(row);
            let cased = *row.value != *row.value.to_lowercase() && row.value.len() <= 3;
            let key = Fold::key(row.concept, row.op, row.value, cased);
            (row.concept.to_string(), row.op, key, excluded)
        };
        for row in guide
            .indicators
            .iter()
            .chain(&guide.telemetry)
            .chain(&guide.generic)
        {
            let rules = &own[&key(row.row, false)];
            assert_eq!(row.rules, Vec::from_iter(rules.iter().copied()));
            assert_eq!(row.reach, reach[&key(row.row, false)].len());
            let families: BTreeSet<RuleIx> = rules.iter().map(|&it| catalog.entry(it).family).collect();
            assert_eq!(row.count.families, families.len());
        }
        for row in &guide.exclusions {
            assert_eq!(
                row.rules,
                Vec::from_iter(own[&key(row.row, true)].iter().copied())
            );
        }
        for field in &guide.fields {
            let filters = |it: &&crate::Mapped| {
                it.folded_concept == field.concept
                    && it.leaf.scope.is_positive()
                    && it.class != Class::Telemetry
            };
            let holds = |index: &&RuleIx| catalog.entry(**index).predicates.iter().any(|it| filters(&it));
            let rules: Vec<RuleIx> = population.iter().filter(holds).copied().collect();
            assert_eq!(field.rules, rules, "{}", field.concept);
        }
    }
}

#[test]
fn tables_are_sorted_by_rules_and_fold_what_means_the_same() {
    let logic = |values: &[&str]| pred("Image", Operator::EndsWith, values);
    let rules = vec![
        named(
            rule("sigma", PROCESS, logic(&["\\a.exe", "\\b.exe"])),
            "1",
            "One",
            &["T1204"],
        ),
        named(
            rule("sigma", PROCESS, logic(&["\\b.exe"])),
            "2",
            "Two",
            &["T1204.002"],
        ),
        named(
            rule("elastic", "source=process", eq("process.name", "B.EXE")),
            "3",
            "Three",
            &["T1204"],
        ),
    ];
    let catalog = catalog(rules);
    let guide = catalog.guide(catalog.population(&id("T1204")));
    let row = catalog.rows.get(guide.indicators[0].row);
    assert_eq!(
        (row.concept, row.op, row.value),
        ("process.name", Operator::Eq, "b.exe")
    );
    assert_eq!(guide.indicators[0].count.rules, 3);
    let spelled: Vec<&str> = catalog
        .spellings(guide.indicators[0].row)
        .iter()
        .map(|it| it.field)
        .collect();
    assert_eq!(spelled, ["Image", "process.name"]);
    let fields: Vec<&str> = guide.fields.iter().map(|it| it.concept.as_str()).collect();
    assert_eq!(fields, ["process.name"]);
}

#[test]
fn exclusions_tell_whether_they_hold_alone() {
    let not = |field: &str, value: &str| Logic::not(eq(field, value));
    let alone = Logic::all([eq("Image", "x.exe"), not("User", "alone")]);
    let grouped = Logic::all([
        eq("Image", "x.exe"),
        Logic::not(Logic::all([eq("User", "first"), eq("CommandLine", "second")])),
    ]);
    let guarded = Logic::all([
        eq("Image", "x.exe"),
        Logic::any([
            eq("CommandLine", "bad"),
            Logic::all([eq("CommandLine", "odd"), not("User", "guard")]),
        ]),
    ]);
    let mut absent = rule("sigma", PROCESS, eq("Image", "x.exe"));
    let mut never = absent.logic.steps[0].clone();
    never.absent = true;
    never.logic = eq("User", "never");
    absent.logic.steps.push(never);
    let rules = [alone, grouped, guarded].map(|logic| rule("sigma", PROCESS, logic));
    let mut rules: Vec<Rule> = rules.into_iter().chain([absent]).collect();
    for (i, it) in rules.iter_mut().enumerate() {
        *it = named(it.clone(), &i.to_string(), &format!("Rule {i}"), &["T1204"]);
    }
    let catalog = catalog(rules);
    let guide = catalog.guide(catalog.population(&id("T1204")));
    let found: Vec<(String, usize, usize)> = guide
        .exclusions
        .iter()
        .map(|it| (catalog.rows.get(it.row).value.to_string(), it.grouped, it.guarded))
        .collect();
    let expected = [
        ("alone", 0, 0),
        ("first", 1, 0),
        ("guard", 0, 1),
        ("second", 1, 0),
    ];
    for (value, grouped, guarded) in expected {
        assert!(
            found.contains(&(value.to_owned(), grouped, guarded)),
            "{value} in {found:?}"
        );
    }
    assert!(
        found.iter().all(|(value, ..)| value != "never"),
        "what must not happen is no exclusion"
    );
    assert!(
        guide
            .indicators
            .iter()
            .all(|it| catalog.rows.get(it.row).class == Class::Indicator)
    );
}

#[test]
fn short_flags_keep_their_case_where_a_rule_minds_it() {
    let cased = |value: &str| match eq("process.args", value) {
        Logic::Pred(predicate) => Logic::Pred(predicate.case_sensitive(true)),
        other => other,
    };
    let rules = ["-o", "-O"].map(|flag| {
        named(
            rule("elastic", "source=process", cased(flag)),
            flag,
            flag,
            &["T1105"],
        )
    });
    let catalog = catalog(rules.into());
    assert_eq!(
        catalog
            .rows
            .iter()
            .filter(|(_, row)| row.concept == "process.command_line")
            .count(),
        2
    );
}

#[test]
fn samples_of_a_field_put_names_before_fragments_and_patterns() {
    let long = format!("very-{}-long", "x".repeat(60));
    let of = |id: &str, values: &[&str]| {
        let logic = pred("CommandLine", Operator::Contains, values);
        named(rule("sigma", PROCESS, logic), id, id, &["T1204"])
    };
    let catalog = catalog(vec![
        of("a", &["often-used", "-xy", &long, "tool-name"]),
        of("b", &["often-used"]),
    ]);
    let guide = catalog.guide(catalog.population(&id("T1204")));
    let samples: Vec<&str> = guide.fields[0]
        .samples
        .iter()
        .map(|&row| catalog.rows.get(row).value)
        .collect();
    assert_eq!(samples, ["often-used", "tool-name", "-xy", &long]);
}
