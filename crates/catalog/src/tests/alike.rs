//! Families and nearest rules.

use rule::{Logic, Operator, Rule};

use super::sample::{catalog, eq, named, pred, rule};

const PROCESS: &str = "product=windows;category=process_creation";

/// Rules that share nothing, so that there is something to be rarer than.
fn crowd() -> Vec<Rule> {
    (0..200)
        .map(|i| {
            let logic = Logic::all([
                eq("CommandLine", &format!("filler {i}")),
                eq("User", &format!("user{i}")),
            ]);
            named(
                rule("sigma", PROCESS, logic),
                &format!("crowd-{i}"),
                &format!("Crowd {i}"),
                &["T1001"],
            )
        })
        .collect()
}

fn decoded(parents: &[&str]) -> Logic {
    Logic::all([
        pred("process.name", Operator::Eq, &["base64", "base32", "base16"]),
        pred("process.args", Operator::Wildcard, &["*-*d*"]),
        pred("process.parent.name", Operator::Eq, parents),
    ])
}

#[test]
fn a_rule_in_two_languages_is_one_family() {
    let parent = pred(
        "ParentImage",
        Operator::EndsWith,
        &["\\winword.exe", "\\excel.exe"],
    );
    let sigma = Logic::all([pred("Image", Operator::EndsWith, &["\\rundll32.exe"]), parent]);
    let splunk = Logic::all([
        eq("Processes.process_name", "rundll32.exe"),
        pred(
            "Processes.parent_process_name",
            Operator::Eq,
            &["WINWORD.EXE", "EXCEL.EXE"],
        ),
    ]);
    let mut rules = crowd();
    rules.push(named(
        rule("sigma", PROCESS, sigma),
        "a",
        "Office starts a loader",
        &["T1204"],
    ));
    let model = "source=datamodel Endpoint.Processes;data_source=Sysmon EventID 1";
    rules.push(named(
        rule("splunk", model, splunk),
        "b",
        "Loader from a document",
        &["T1204"],
    ));
    let catalog = catalog(rules);
    assert_eq!(catalog.similar(200)[0].rule, 201);
    assert_eq!(catalog.similar(200)[0].score, 1000);
    assert_eq!(catalog.entry(201).family, 200);
    assert_eq!(catalog.shared(200, 201).len(), 3);
    assert_eq!(catalog.count(&[200, 201]).families, 1);
}

#[test]
fn near_copies_of_one_vendor_find_each_other() {
    let mut rules = crowd();
    let start = "source=process;index=logs-endpoint.events.process-*;@host.os.type=linux";
    let one = rule("elastic", start, decoded(&["bash", "sh", "python"]));
    let other = rule("elastic", start, decoded(&["bash", "sh", "python", "perl"]));
    rules.push(named(
        one,
        "one",
        "Decoded payload piped to an interpreter",
        &["T1027"],
    ));
    rules.push(named(
        other,
        "other",
        "Decoded payload piped to an interpreter in a container",
        &["T1027"],
    ));
    let catalog = catalog(rules);
    assert_eq!(catalog.similar(201)[0].rule, 200);
    assert!(catalog.similar(201)[0].score > 700);
}

#[test]
fn copies_by_id_and_by_title_are_families_across_vendors() {
    let mut rules = crowd();
    let uuid = "0a1b2c3d-0000-4111-8222-333344445555";
    let regex = pred(
        "target.process.command_line",
        Operator::RegexMatch,
        &["comsvcs.*MiniDump"],
    );
    let contains = pred("CommandLine", Operator::Contains, &["comsvcs", "MiniDump"]);
    rules.push(named(
        rule("sigma", PROCESS, contains),
        uuid,
        "Memory Dump Via Comsvcs.DLL",
        &["T1003.001"],
    ));
    rules.push(named(
        rule("secops", "source=PROCESS_LAUNCH", regex),
        "x",
        "Memory dump via comsvcs.dll",
        &["T1003"],
    ));
    let other = rule("splunk", "source=`sysmon`", eq("EventCode", "10"));
    rules.push(named(other, uuid, "Another title", &[]));
    let catalog = catalog(rules);
    assert_eq!([catalog.entry(201).family, catalog.entry(202).family], [200, 200]);
}

#[test]
fn equal_conditions_on_other_products_stay_apart() {
    let logic = || eq("http.response.status_code", "418");
    let mut rules = crowd();
    for (i, index) in ["logs-nginx.access-*", "logs-okta*"].iter().enumerate() {
        let rule = rule("elastic", &format!("index={index}"), logic());
        rules.push(named(
            rule,
            &format!("web-{i}"),
            &format!("Errors of server {i}"),
            &["T1190"],
        ));
    }
    let catalog = catalog(rules);
    assert_eq!([catalog.entry(200).family, catalog.entry(201).family], [200, 201]);
}
