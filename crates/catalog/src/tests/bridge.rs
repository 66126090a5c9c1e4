//! One ATT&CK version a build, whatever versions rules are tagged in.

use rule::Rule;
use rule::knowledge::Attack;

use super::sample::{attack, catalog, eq, id, named, rule, tables};
use crate::{Catalog, Inputs, Resolution};

fn tagged(name: &str, techniques: &[&str]) -> Rule {
    let rule = rule(
        "sigma",
        "product=windows;category=process_creation",
        eq("Image", name),
    );
    named(rule, name, name, techniques)
}

/// The tables' ATT&CK as version 19 has it: ids that it renamed, merged or split are gone, their successors
/// are there.
fn version_19() -> Attack {
    let mut attack = attack();
    let defence: Vec<_> = attack
        .redirects
        .iter()
        .filter(|it| it.from.as_str().starts_with("T1562"))
        .cloned()
        .collect();
    for moved in defence {
        attack.techniques.retain(|it| it.id != moved.from);
        for to in moved.to {
            let mut technique = attack.techniques[0].clone();
            technique.id = to;
            technique.withdrawn = false;
            attack.techniques.push(technique);
        }
    }
    attack.techniques.sort_by(|a, b| a.id.cmp(&b.id));
    attack.techniques.dedup_by(|a, b| a.id == b.id);
    attack.version = Some("19".to_owned());
    attack
}

#[test]
fn one_page_shows_rules_of_both_versions() {
    let rules = || vec![tagged("old", &["T1562.001"]), tagged("new", &["T1685"])];
    let now = catalog(rules());
    assert_eq!(now.population(&id("T1562.001")), [0, 1]);
    assert!(now.population(&id("T1685")).is_empty());
    assert_eq!(now.entry(1).techniques[0].as_tagged, "attack.t1685");
    let next = Catalog::new(Inputs {
        rules: rules().into_iter().map(std::sync::Arc::new).collect(),
        attack: version_19(),
        tables: tables(),
    });
    assert_eq!(next.population(&id("T1685")), [0, 1]);
    assert!(next.population(&id("T1562.001")).is_empty());
}

#[test]
fn split_ids_lead_somewhere_current_in_both_directions() {
    let now = catalog(Vec::new());
    for (from, to) in [
        ("T1686", "T1562.004"),
        ("T1686.003", "T1562.004"),
        ("T1685.002", "T1562.008"),
    ] {
        assert_eq!(now.attack.resolve(&id(from)).id(), &id(to), "{from}");
    }
    let next = crate::Bridge::new(version_19());
    for (from, to) in [
        ("T1562.004", "T1686"),
        ("T1562.008", "T1685.002"),
        ("T1562", "T1685"),
    ] {
        assert_eq!(next.resolve(&id(from)).id(), &id(to), "{from}");
    }
}

#[test]
fn a_rule_tagged_in_both_versions_counts_once() {
    let now = catalog(vec![tagged("both", &["T1562.001", "T1685"])]);
    assert_eq!(now.entry(0).techniques.len(), 1);
    assert_eq!(now.population(&id("T1562")), [0]);
}

#[test]
fn ids_that_are_not_current_are_listed() {
    let now = catalog(vec![tagged("a", &["T9999", "T1108", "T1547.011", "T1059"])]);
    let foreign = now.foreign_ids();
    let ids: Vec<&str> = foreign.iter().map(|it| it.id.as_str()).collect();
    assert_eq!(ids, ["T1108", "T1547.011", "T9999"]);
    assert!(matches!(
        foreign[0].resolution,
        Resolution::Moved { .. } | Resolution::Withdrawn(_)
    ));
    assert!(matches!(&foreign[1].resolution, Resolution::Moved { to, .. } if to.as_str() == "T1647"));
    assert!(matches!(foreign[2].resolution, Resolution::Unknown(_)));
    assert_eq!(
        now.population(&id("T9999")),
        [0],
        "an unknown id has a page of its own"
    );
}
