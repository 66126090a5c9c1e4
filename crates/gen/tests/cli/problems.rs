//! One bad file never stops the rest, and is named with its place.

use crate::project::{Project, RULE};

#[test]
fn a_bad_file_is_named_and_the_rest_is_built() {
    let project = Project::new();
    project.write("rules/rules/bad.yml", "title: Broken\ndetection: [unclosed\n");
    let run = project.ok(&["build"]);
    assert!(run.stderr.contains("rules/rules/bad.yml:"), "{}", run.stderr);
    assert!(run.stderr.contains("1 live rules"), "{}", run.stderr);
    assert!(project.path("public/rules/sigma/odd-reader/index.html").exists());
}

#[test]
fn strict_builds_nothing_when_anything_is_wrong() {
    let project = Project::new();
    project.write("rules/rules/bad.yml", "title: Broken\ndetection: [unclosed\n");
    let run = project.run(&["build", "--strict"]);
    assert_eq!(
        (run.code, project.path("public").exists()),
        (1, false),
        "{}",
        run.stderr
    );
    project.remove("rules/rules/bad.yml");
    project.ok(&["build", "--strict"]);
}

#[test]
fn check_reads_everything_and_writes_nothing() {
    let project = Project::new();
    project.ok(&["check"]);
    project.write("rules/rules/bad.yml", "title: Broken\ndetection: [unclosed\n");
    assert_eq!(project.run(&["check"]).code, 1);
    assert_eq!(project.run(&["check", "--exit-zero"]).code, 0);
    assert!(!project.path("public").exists());
}

#[test]
fn json_messages_hold_problems_and_the_summary() {
    let project = Project::new();
    project.write("rules/rules/bad.yml", "title: Broken\ndetection: [unclosed\n");
    let run = project.ok(&["build", "--message-format", "json"]);
    let lines: Vec<serde_json::Value> = run
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert!(
        lines.iter().any(|line| line["kind"] == "problem"
            && line["file"] == "rules/rules/bad.yml"
            && line["line"] == 3),
        "{}",
        run.stdout
    );
    let summary = lines.last().expect("a summary");
    assert_eq!(
        (&summary["kind"], &summary["sources"][0]["refused"]),
        (&"summary".into(), &1.into())
    );
}

#[test]
fn a_rule_cannot_steer_the_terminal() {
    let project = Project::new();
    project.write(
        "rules/rules/bad.yml",
        "title: \"\u{202e}evil\ndetection: [\u{202e}unclosed\n",
    );
    let run = project.ok(&["build"]);
    assert!(!run.stderr.contains('\u{202e}'), "{}", run.stderr);
}

#[test]
fn deprecated_rules_are_read_and_set_aside_unless_asked_for() {
    let project = Project::new();
    project.write(
        "rules/deprecated/old.yml",
        &RULE
            .replace("000000000001", "000000000003")
            .replace("Odd reader", "Old reader"),
    );
    assert!(project.ok(&["build"]).stderr.contains("1 live rules"));
    assert!(project.path("public/rules/sigma/old-reader/index.html").exists());
    assert!(
        !project
            .read("public/techniques/T1204.002/index.html")
            .contains("Old reader")
    );
    project.ok(&["build", "--include-set-aside"]);
    assert!(
        project
            .read("public/techniques/T1204.002/index.html")
            .contains("Old reader")
    );
}
