use std::path::Path;

use expect_test::{Expect, expect};
use rule::TechniqueId;
use rule::knowledge::{Attack, Matrix, Redirect, Technique};

use super::{bundle, complete, together};

/// Reads bundles and prints the outcome.
fn check(bundles: &[(&str, &str)], expected: Expect) {
    let read = bundles
        .iter()
        .map(|(path, text)| bundle::parse(Path::new(path), text.as_bytes()));
    let (attack, problems) = together(read.collect());
    let mut out = format!("version {:?}\n", attack.version);
    for matrix in &attack.matrices {
        let tactics: Vec<&str> = matrix.tactics.iter().map(|tactic| tactic.slug.as_str()).collect();
        out += &format!(
            "matrix {} {}: {}\n",
            matrix.domain,
            matrix.title,
            tactics.join(" ")
        );
    }
    for it in &attack.techniques {
        let state = if it.withdrawn { " withdrawn" } else { "" };
        let cited: Vec<&str> = it
            .citations
            .iter()
            .map(|citation| citation.name.as_str())
            .collect();
        out += &format!(
            "{} {} [{}] {:?} {:?} cites {cited:?}{state}\n",
            it.id, it.name, it.domain, it.tactics, it.platforms
        );
    }
    for it in &attack.redirects {
        out += &format!("{} -> {} {}\n", it.from, it.to[0], it.why);
    }
    for it in &problems {
        out += &format!("{:?} {}: {}\n", it.level, it.path, it.message);
    }
    expected.assert_eq(&out);
}

#[test]
fn techniques_tactics_and_their_order() {
    let enterprise = r#"{"type": "bundle", "spec_version": "2.0", "objects": [
        {"type": "x-mitre-collection", "x_mitre_version": "18.1", "x_mitre_contents": []},
        {"type": "x-mitre-matrix", "id": "m", "name": "Enterprise ATT&CK", "tactic_refs": ["t2", "t1", "gone"],
         "external_references": [{"source_name": "mitre-attack", "external_id": "enterprise-attack"}]},
        {"type": "x-mitre-tactic", "id": "t1", "name": "Second Thing", "x_mitre_shortname": "second-thing",
         "external_references": [{"external_id": "TA0002"}]},
        {"type": "x-mitre-tactic", "id": "t2", "name": "First", "external_references": [{"external_id": "TA0001"}]},
        {"type": "attack-pattern", "id": "p1", "name": "Doing", "x_mitre_platforms": ["Windows"],
         "description": "Text.(Citation: A) More. (Citation: B 2)",
         "kill_chain_phases": [{"kill_chain_name": "k", "phase_name": "second-thing"}, {"phase_name": "first"}],
         "external_references": [{"source_name": "mitre-attack", "external_id": "T1001", "url": "u"},
            {"source_name": "A", "description": "a"}, {"source_name": "C", "description": "c"}, {"source_name": "B 2"}]},
        {"type": "malware", "id": 5, "name": ["not", "read"]}
    ]}"#;
    let mobile = r#"{"objects": [
        {"type": "attack-pattern", "id": "p9", "name": "Elsewhere", "revoked": null,
         "external_references": [{"external_id": "T1500.001"}]}
    ]}"#;
    check(
        &[("mobile-attack.json", mobile), ("enterprise.json", enterprise)],
        expect![[r#"
            version Some("18.1")
            matrix enterprise-attack Enterprise: first second-thing
            T1001 Doing [enterprise-attack] ["first", "second-thing"] ["Windows"] cites ["A", "B 2"]
            T1500.001 Elsewhere [mobile-attack] [] [] cites []
        "#]],
    );
}

#[test]
fn revoked_techniques_lead_to_the_end_of_their_chain() {
    let pattern = |id: &str, technique: &str, more: &str| {
        format!(
            r#"{{"type":"attack-pattern","id":"{id}","name":"{id}","external_references":[{{"external_id":"{technique}"}}]{more}}}"#
        )
    };
    let revoked = |from: &str, to: &str| {
        format!(
            r#"{{"type":"relationship","relationship_type":"revoked-by","source_ref":"{from}","target_ref":"{to}"}}"#
        )
    };
    let objects = [
        pattern("a", "T1001", r#","revoked":true"#),
        pattern("b", "T1002", r#","revoked":true"#),
        pattern("c", "T1003", ""),
        pattern("x", "T1004", r#","x_mitre_deprecated":true"#),
        pattern("y", "T1005", r#","revoked":true"#),
        pattern("z", "T1006", r#","revoked":true"#),
        pattern("old", "T1003", r#","revoked":true"#),
        revoked("a", "b"),
        revoked("b", "c"),
        revoked("y", "z"),
        revoked("z", "y"),
        revoked("x", "nowhere"),
        r#"{"type":"relationship","relationship_type":"uses","source_ref":1}"#.to_owned(),
    ];
    let text = format!(r#"{{"objects":[{}]}}"#, objects.join(","));
    check(
        &[("enterprise-attack.json", &text)],
        expect![[r#"
        version None
        T1001 a [enterprise-attack] [] [] cites [] withdrawn
        T1002 b [enterprise-attack] [] [] cites [] withdrawn
        T1003 c [enterprise-attack] [] [] cites []
        T1004 x [enterprise-attack] [] [] cites [] withdrawn
        T1005 y [enterprise-attack] [] [] cites [] withdrawn
        T1006 z [enterprise-attack] [] [] cites [] withdrawn
        T1001 -> T1003 revoked
        T1002 -> T1003 revoked
        T1005 -> T1006 revoked
        T1006 -> T1005 revoked
    "#]],
    );
}

#[test]
fn what_cannot_be_read_is_told_and_costs_nothing_else() {
    let odd = r#"{"objects": [
        {"type": "attack-pattern", "id": "p1", "name": "Kept", "external_references": [{"external_id": "T1001"}]},
        {"type": "attack-pattern", "id": "p2", "name": 7, "external_references": [{"external_id": "T1002"}]},
        {"type": "attack-pattern", "id": "p3", "name": "No id"},
        {"id": "no type"}, 5
    ]}"#;
    check(
        &[
            ("odd.json", odd),
            ("list.json", "[1, 2]"),
            ("broken.json", "{\"objects\": [{"),
        ],
        expect![[r#"
            version None
            T1001 Kept [odd] [] [] cites []
            Warning odd.json: object 2 cannot be read: invalid type: integer `7`, expected a string at line 1 column 48
            Warning odd.json: object 4 cannot be read: missing field `type` at line 1 column 17
            Warning odd.json: object 5 cannot be read: invalid type: integer `5`, expected struct Head at line 1 column 1
            Error list.json: is not a STIX bundle: invalid type: integer `1`, expected a sequence at line 1 column 2
            Error broken.json: is not a STIX bundle: EOF while parsing an object at line 1 column 14
            Warning odd.json: `p3` has no technique id
        "#]],
    );
}

#[test]
fn tables_complete_what_bundles_do_not_know() {
    let technique = |id: &str, domain: &str| Technique {
        id: TechniqueId::parse(id).expect("an id"),
        name: "From the table".to_owned(),
        domain: domain.to_owned(),
        tactics: Vec::new(),
        platforms: Vec::new(),
        description: String::new(),
        citations: Vec::new(),
        url: None,
        withdrawn: false,
    };
    let redirect = |from: &str, to: &[&str]| Redirect {
        from: TechniqueId::parse(from).expect("an id"),
        to: to.iter().filter_map(|id| TechniqueId::parse(id)).collect(),
        why: "revoked".to_owned(),
    };
    let matrix = |domain: &str| Matrix {
        domain: domain.to_owned(),
        title: String::new(),
        tactics: Vec::new(),
    };
    let known = |version: Option<&str>, redirects| Attack {
        version: version.map(str::to_owned),
        matrices: vec![matrix("enterprise-attack")],
        techniques: vec![technique("T1001", "enterprise-attack")],
        redirects,
    };
    let bundle = known(None, vec![redirect("T1089", &["T1562.001"])]);
    let more = vec![
        redirect("T1089", &["T1562.001", "T1685"]),
        redirect("T1685", &["T1562.001"]),
    ];
    let mut table = known(Some("18.1"), more.clone());
    table.techniques.push(technique("T0801", "ics-attack"));
    let both = complete(bundle.clone(), table.clone());
    assert_eq!(
        (both.version.as_deref(), both.techniques.len()),
        (Some("18.1"), 1)
    );
    assert_eq!(both.redirects, more);
    table.techniques.push(technique("T1002", "enterprise-attack"));
    assert_eq!(complete(bundle, table.clone()).version, None);
    assert_eq!(complete(Attack::default(), table.clone()), table);
}
