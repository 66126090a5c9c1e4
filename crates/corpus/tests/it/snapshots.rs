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
    let lines = [
        about(rule),
        attack(rule),
        prose(rule),
        telemetry(rule),
        query(rule),
    ];
    for (key, value) in lines.concat().iter().filter(|(_, value)| !value.is_empty()) {
        let _ = writeln!(out, "  {key}: {value}");
    }
}

type Lines = Vec<(String, String)>;

fn line(key: &str, value: impl Into<String>) -> (String, String) {
    (key.to_owned(), value.into())
}

fn about(rule: &Rule) -> Lines {
    let status = rule
        .status
        .as_ref()
        .map(|it| format!("{} {:?}", it.native, it.maturity));
    let severity = rule
        .severity
        .as_ref()
        .map(|it| format!("{} {:?}", it.native, it.level));
    vec![
        line("title", &rule.title),
        line("authors", rule.authors.join("; ")),
        line("dates", format!("{:?} {:?}", rule.created, rule.modified)),
        line("status", status.unwrap_or_default()),
        line("severity", severity.unwrap_or_default()),
        line("liveness", format!("{:?}", rule.liveness)),
        line("tags", rule.tags.join("; ")),
        line("tests", rule.tests.to_string()),
        line("licence", rule.licence.clone().unwrap_or_default()),
    ]
}

fn attack(rule: &Rule) -> Lines {
    let technique = |it: &rule::TechniqueTag| format!("{} as {}", it.id, it.as_tagged);
    let techniques: Vec<String> = rule.techniques.iter().map(technique).collect();
    let tactics: Vec<&str> = rule.tactics.iter().map(|it| it.0.as_str()).collect();
    vec![
        line("techniques", techniques.join("; ")),
        line("tactics", tactics.join("; ")),
    ]
}

fn prose(rule: &Rule) -> Lines {
    let mut lines = vec![
        line("description", format!("{:?}", rule.description)),
        line("references", rule.references.join("; ")),
        line("false positives", rule.false_positives.join("; ")),
    ];
    lines.extend(
        rule.sections
            .iter()
            .map(|it| line(&it.title, format!("{:?}", it.markdown))),
    );
    lines
}

fn telemetry(rule: &Rule) -> Lines {
    let sources = rule.log_source.entries.iter();
    let mut lines: Lines = sources
        .map(|(key, value)| line("log source", format!("{key} = {value}")))
        .collect();
    lines.push(line("note", rule.log_source.note.clone().unwrap_or_default()));
    lines.extend(
        rule.related
            .iter()
            .map(|it| line("related", format!("{} {}", it.kind, it.id))),
    );
    lines.extend(
        rule.facts
            .iter()
            .map(|(key, value)| line("fact", format!("{key} = {value}"))),
    );
    lines
}

fn query(rule: &Rule) -> Lines {
    let mut lines = Vec::new();
    if let Some(query) = &rule.query {
        lines.push(line(
            "query",
            format!("{:?} {:?} {:?}", query.language, query.file, query.text),
        ));
        lines.push(line(
            "in the file",
            query
                .span
                .text(&rule.text)
                .map(|it| format!("{it:?}"))
                .unwrap_or_default(),
        ));
    }
    let thresholds = rule.logic.thresholds.iter();
    lines.extend(thresholds.map(|it| {
        let condition = format!(
            "{} {:?} {:?} {} {}",
            it.function,
            it.of,
            it.by,
            it.op.id(),
            it.value
        );
        line("threshold", format!("{condition} {:?}", it.within))
    }));
    lines
}
