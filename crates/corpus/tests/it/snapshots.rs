//! What is read of a small corpus of each vendor: `fixtures/<vendor>/` beside `fixtures/<vendor>.txt`, which
//! `UPDATE_EXPECT=1` writes anew.

use std::fmt::Write as _;
use std::path::Path;

use corpus::Reading;
use expect_test::{expect, expect_file};
use rule::Rule;

use crate::sources::source;

fn check(vendor: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let reading = corpus::read(&source(vendor, root.join(vendor)));
    expect_file![root.join(format!("{vendor}.txt"))].assert_eq(&shown(&reading));
}

#[test]
fn sigma() {
    check("sigma");
}

#[test]
fn elastic() {
    check("elastic");
}

#[test]
fn splunk() {
    check("splunk");
}

#[test]
fn armory() {
    check("armory");
}

#[test]
fn sentinel() {
    check("sentinel");
}

#[test]
fn secops() {
    check("secops");
}

#[test]
fn panther() {
    check("panther");
}

fn logic(vendor: &str, title: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let reading = corpus::read(&source(vendor, root.join(vendor)));
    let rule = reading
        .rules
        .iter()
        .find(|rule| rule.title == title && rule.liveness.is_live());
    query::show(&rule.expect("the rule").logic)
}

#[test]
fn correlations_keep_members_windows_and_fields() {
    expect![[r#"
        fidelity exact
        relation correlation by p_any_usernames within 90m
        step 1 Gate Zoo.Gate
          all (nothing)
        step 2 Quiet Zoo.Simple absent
          all (nothing)
        threshold count(Gate) gte 3
    "#]]
    .assert_eq(&logic("panther", "Gate and Fence"));
    expect![[r#"
        fidelity exact
        relation sequence by user.name within 15m
        step 1 First Zoo.Gate
          all (nothing)
        step 2 Second Zoo.Simple
          all (nothing)
    "#]]
    .assert_eq(&logic("panther", "Gate then Fence"));
}

#[test]
fn filters_and_indicators_are_part_of_the_logic() {
    expect![[r#"
        fidelity exact
        step 1 process
          all
            process.name eq "lynx.exe"
            process.args eq "--café"
            not process.executable wildcard "?:\\\\Den\\\\*"
    "#]]
    .assert_eq(&logic("elastic", "Lynx Leaves Its Den"));
    assert!(logic("elastic", "Wanted Animal").contains(r#"animal.chip lookup "wanted-*""#));
}

#[test]
fn a_machine_learning_rule_has_no_query() {
    expect![[r#"
        fidelity opaque
        step 1
          opaque no-query ""
    "#]]
    .assert_eq(&logic("elastic", "Odd Walk"));
}

fn shown(reading: &Reading) -> String {
    let mut out = format!("{:?}\n", reading.tally);
    for rule in &reading.rules {
        out.push('\n');
        show(rule, &mut out);
    }
    let refusals = reading
        .problems
        .iter()
        .filter(|problem| problem.message.contains("not a"));
    for problem in refusals {
        let _ = write!(
            out,
            "\nrefused {}:{} {}",
            problem.path, problem.line, problem.message
        );
    }
    out
}

/// Everything a reader is answerable for; the decoders' logic is theirs.
fn show(rule: &Rule, out: &mut String) {
    let _ = writeln!(out, "{}:{} {} {}", rule.path, rule.line, rule.id, rule.slug);
    let mut line = |key: &str, value: String| {
        if !value.is_empty() {
            let _ = writeln!(out, "  {key}: {value}");
        }
    };
    line("title", rule.title.clone());
    line("description", format!("{:?}", rule.description));
    line("authors", rule.authors.join("; "));
    line("dates", format!("{:?} {:?}", rule.created, rule.modified));
    line(
        "status",
        rule.status
            .as_ref()
            .map(|it| format!("{} {:?}", it.native, it.maturity))
            .unwrap_or_default(),
    );
    line(
        "severity",
        rule.severity
            .as_ref()
            .map(|it| format!("{} {:?}", it.native, it.level))
            .unwrap_or_default(),
    );
    line("liveness", format!("{:?}", rule.liveness));
    line("tags", rule.tags.join("; "));
    let techniques = rule
        .techniques
        .iter()
        .map(|it| format!("{} as {}", it.id, it.as_tagged));
    line("techniques", techniques.collect::<Vec<_>>().join("; "));
    line(
        "tactics",
        rule.tactics
            .iter()
            .map(|it| it.0.clone())
            .collect::<Vec<_>>()
            .join("; "),
    );
    line("references", rule.references.join("; "));
    line("false positives", rule.false_positives.join("; "));
    for section in &rule.sections {
        line(&section.title, format!("{:?}", section.markdown));
    }
    line("tests", rule.tests.to_string());
    for (key, value) in &rule.log_source.entries {
        line("log source", format!("{key} = {value}"));
    }
    line("note", rule.log_source.note.clone().unwrap_or_default());
    line("licence", rule.licence.clone().unwrap_or_default());
    for related in &rule.related {
        line("related", format!("{} {}", related.kind, related.id));
    }
    for (key, value) in &rule.facts {
        line("fact", format!("{key} = {value}"));
    }
    if let Some(query) = &rule.query {
        line(
            "query",
            format!("{:?} {:?} {:?}", query.language, query.file, query.text),
        );
        line(
            "in the file",
            format!("{:?}", query.span.text(&rule.text).unwrap_or_default()),
        );
    }
    for threshold in &rule.logic.thresholds {
        line(
            "threshold",
            format!(
                "{} {:?} {:?} {} {} {:?}",
                threshold.function,
                threshold.of,
                threshold.by,
                threshold.op.id(),
                threshold.value,
                threshold.within
            ),
        );
    }
}
