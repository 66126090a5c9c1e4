//! Syncing: what was asked for comes, pinned; a second run changes nothing; mistakes are told.

use std::fs;

use crate::project::{Project, RULE};
use crate::repository::{Repository, everything, source};

const FILE: &[&str] = &["sync", "--allow-protocol", "file"];

fn file(more: &[&'static str]) -> Vec<&'static str> {
    [FILE, more].concat()
}

fn project(sources: &[String]) -> Project {
    let project = Project::new();
    project.write("site.toml", &format!("title = \"Sample\"\n{}", sources.concat()));
    project
}

fn two(name: &str) -> String {
    RULE.replace("000000000001", "000000000002")
        .replace("Odd reader", name)
}

#[test]
fn only_what_a_reader_wants_is_fetched_and_pinned() {
    let upstream = Repository::new();
    let commit = upstream.commit(&[
        ("LICENSE", "MIT"),
        ("README.md", "x"),
        ("docs/other.yml", RULE),
        ("rules/a/one.yml", RULE),
        ("rules/notes.txt", "x"),
        ("rules/.hidden.yml", RULE),
    ]);
    let project = project(&[source("up", &upstream.url(), "[\"rules\"]")]);
    let run = project.ok(FILE);
    assert!(
        run.stderr.contains(&commit[..10]) && run.stderr.contains("new"),
        "{}",
        run.stderr
    );
    let files: Vec<String> = project.tree("rules/upstream/up").into_keys().collect();
    assert_eq!(files, ["LICENSE", "rules/a/one.yml"]);
    let lock = project.read("gen.lock");
    for line in [
        format!("commit = \"{commit}\""),
        "date = \"2026-01-01T00:00:00Z\"".to_owned(),
        "files = 2".to_owned(),
        "paths = [\"rules\"]".to_owned(),
    ] {
        assert!(lock.contains(&line), "{line}: {lock}");
    }
    project.ok(&["build"]);
    assert!(
        project
            .read("public/rules/sigma/odd-reader/index.html")
            .contains(&commit)
    );
}

#[test]
fn the_lock_is_the_same_everywhere_and_a_second_run_does_nothing() {
    let upstream = Repository::new();
    upstream.commit(&[("rules/one.yml", RULE), ("rules/two.yml", &two("Odd writer"))]);
    let sources = [
        source("b", &upstream.url(), "[\"rules\"]"),
        source("a", &upstream.url(), "[\".\"]"),
    ];
    let (first, second) = (project(&sources), project(&sources));
    first.ok(FILE);
    second.ok(FILE);
    let lock = first.read("gen.lock");
    assert_eq!(lock, second.read("gen.lock"));
    assert!(lock.find("name = \"a\"") < lock.find("name = \"b\""));
    fs::remove_dir_all(upstream.path()).expect("the repository goes away");
    let again = first.ok(&file(&["--locked"]));
    assert!(again.stderr.contains("unchanged"), "{}", again.stderr);
    assert_eq!(lock, first.read("gen.lock"));
}

#[test]
fn a_pin_holds_until_it_is_updated() {
    let upstream = Repository::new();
    let old = upstream.commit(&[("rules/one.yml", RULE), ("rules/gone.yml", &two("Odd writer"))]);
    let project = project(&[source("up", &upstream.url(), "[\"rules\"]")]);
    project.ok(FILE);
    let new = upstream.commit(&[("rules/one.yml", &RULE.replace("winword", "excel"))]);
    project.ok(FILE);
    assert!(project.read("gen.lock").contains(&old));
    project.write("rules/upstream/up/rules/one.yml", "edited by hand");
    assert!(project.ok(FILE).stderr.contains("restored"));
    assert_eq!(project.read("rules/upstream/up/rules/one.yml"), RULE);
    let run = project.ok(&file(&["--update", "up"]));
    assert!(
        run.stderr.contains(&format!("was {}", &old[..10])),
        "{}",
        run.stderr
    );
    assert!(project.read("gen.lock").contains(&new));
    assert!(!project.path("rules/upstream/up/rules/gone.yml").exists());
}

#[test]
fn locked_and_offline_runs_keep_their_word() {
    let upstream = Repository::new();
    upstream.commit(&[("rules/one.yml", RULE), ("more/two.yml", &two("Odd writer"))]);
    let project = project(&[source("up", &upstream.url(), "[\"rules\"]")]);
    assert_eq!(project.run(&file(&["--locked"])).code, 3);
    assert_eq!(project.run(&file(&["--offline"])).code, 3);
    assert!(!project.path("gen.lock").exists() && !project.path("rules/upstream/up").exists());
    project.ok(FILE);
    let before = project.read("gen.lock");
    let wider = project
        .read("site.toml")
        .replace("[\"rules\"]", "[\"rules\", \"more\"]");
    project.write("site.toml", &wider);
    let run = project.run(&file(&["--locked"]));
    assert_eq!((run.code, project.read("gen.lock") == before), (3, true));
    assert!(run.stderr.contains("without --locked"), "{}", run.stderr);
    let run = project.run(&file(&["--offline"]));
    assert!(run.stderr.contains("without --offline"), "{}", run.stderr);
    project.ok(FILE);
    fs::remove_dir_all(project.path("rules/upstream/up")).expect("a folder");
    project.ok(&file(&["--offline", "--locked"]));
    assert!(project.path("rules/upstream/up/more/two.yml").exists());
}

#[test]
fn narrower_globs_are_noticed_without_a_network() {
    let upstream = Repository::new();
    upstream.commit(&[("rules/one.yml", RULE), ("rules/two.yml", &two("Odd writer"))]);
    let project = project(&[source("up", &upstream.url(), "[\"rules\"]")]);
    project.ok(FILE);
    project.write(
        "site.toml",
        &(project.read("site.toml") + "include = [\"rules/one.yml\"]\n"),
    );
    project.ok(&file(&["--offline"]));
    assert!(!project.path("rules/upstream/up/rules/two.yml").exists());
}

#[test]
fn mistakes_are_told_with_a_way_out() {
    let upstream = Repository::new();
    upstream.commit(&[("rules/one.yml", RULE)]);
    let url = upstream.url();
    let cases: [(String, &[&str], &str); 6] = [
        (
            source("up", &url, "[\"detections\"]"),
            &[],
            "no `detections` any more",
        ),
        (
            source("up", &url, "[\"detections\"]"),
            &[],
            "at its top are rules",
        ),
        (
            source("up", &(url.clone() + "-gone"), "[\".\"]"),
            &[],
            "there is no such repository",
        ),
        (
            source("up", &url, "[\".\"]") + "branch = \"next\"\n",
            &[],
            "no branch \"next\"",
        ),
        (
            source("up", &url, "[\".\"]") + "include = [\"*.toml\"]\n",
            &[],
            "is of use to the sigma reader",
        ),
        (
            source("up", &url, "[\".\"]") + &format!("commit = \"{}\"\n", "12".repeat(20)),
            &[],
            "history was rewritten",
        ),
    ];
    for (source, more, message) in cases {
        let project = project(&[source]);
        let run = project.run(&[FILE, more].concat());
        assert_eq!(run.code, 3, "{}", run.stderr);
        assert!(run.stderr.contains(message), "{message}: {}", run.stderr);
        assert!(!project.path("rules/upstream/up").exists() && !project.path("gen.lock").exists());
    }
}

#[test]
fn wrong_usage_is_told_before_anything_is_fetched() {
    let upstream = Repository::new();
    upstream.commit(&[("rules/one.yml", RULE)]);
    let project = project(&[source("up", &upstream.url(), "[\".\"]")]);
    let run = project.run(&file(&["sigma"]));
    assert_eq!(run.code, 2);
    assert!(
        run.stderr
            .contains("no synced source is called \"sigma\"; there are: up"),
        "{}",
        run.stderr
    );
    let run = project.run(&["sync"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("--allow-protocol file"), "{}", run.stderr);
    let mut without = project.command(FILE);
    let output = without.env("PATH", "").output().expect("gen runs");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        output.status.code() == Some(3) && said.contains("git was not found"),
        "{said}"
    );
}

#[test]
fn rewritten_history_is_told_and_updating_goes_on() {
    let upstream = Repository::new();
    upstream.commit(&[("rules/one.yml", RULE)]);
    let project = project(&[source("up", &upstream.url(), "[\"rules\"]")]);
    project.ok(FILE);
    upstream.git(&["update-ref", "-d", "refs/heads/main"]);
    let new = upstream.commit(&[("rules/one.yml", &two("Odd writer"))]);
    upstream.git(&["-c", "gc.pruneExpire=now", "gc", "--quiet", "--prune=now"]);
    fs::remove_dir_all(project.path("rules/upstream")).expect("a folder");
    let run = project.run(FILE);
    assert_eq!(run.code, 3);
    assert!(run.stderr.contains("history was rewritten"), "{}", run.stderr);
    project.ok(&file(&["--update"]));
    assert!(project.read("gen.lock").contains(&new));
}

#[test]
fn one_failing_source_costs_no_other() {
    let upstream = Repository::new();
    upstream.commit(&[("rules/one.yml", RULE)]);
    let gone = upstream.url() + "-gone";
    let project = project(&[
        source("gone", &gone, "[\".\"]"),
        source("up", &upstream.url(), "[\"rules\"]"),
    ]);
    let run = project.run(FILE);
    assert_eq!(run.code, 3);
    assert!(project.path("rules/upstream/up/rules/one.yml").exists());
    assert!(project.read("gen.lock").contains("name = \"up\""));
    let build = project.ok(&["build"]);
    assert!(
        build.stderr.contains("not synced and left out: gone"),
        "{}",
        build.stderr
    );
}

#[test]
fn a_folder_of_somebody_else_is_left_alone() {
    let upstream = Repository::new();
    upstream.commit(&[("rules/one.yml", RULE)]);
    let project = project(&[source("up", &upstream.url(), "[\"rules\"]") + "path = \"mine\"\n"]);
    project.write("mine/thesis.txt", "years of work");
    let run = project.run(FILE);
    assert_eq!(run.code, 3);
    assert!(run.stderr.contains("did not put there"), "{}", run.stderr);
    assert_eq!(project.tree("mine").len(), 1);
}

#[test]
fn samples_stand_in_until_rules_are_synced() {
    let upstream = Repository::new();
    upstream.commit(&[("rules/one.yml", &two("Odd writer"))]);
    let sample = "\n[[source]]\nname = \"sample\"\nvendor = \"sigma\"\npath = \"rules/rules\"\nlicence = \"MIT\"\nsample = true\n";
    let project = project(&[sample.to_owned(), source("up", &upstream.url(), "[\"rules\"]")]);
    let run = project.ok(&["build"]);
    assert!(
        run.stderr
            .contains("not synced and left out: up; `gen sync` fetches them"),
        "{}",
        run.stderr
    );
    assert!(project.path("public/rules/sigma/odd-reader").exists());
    project.ok(FILE);
    project.ok(&["build"]);
    assert!(!project.path("public/rules/sigma/odd-reader").exists());
    assert!(project.path("public/rules/sigma/odd-writer").exists());
}

#[test]
fn attack_itself_is_a_source() {
    let upstream = Repository::new();
    let bundle = r#"{"type":"bundle","id":"bundle--1","objects":[{"type":"attack-pattern","id":"attack-pattern--1",
        "name":"Renamed Execution","external_references":[{"source_name":"mitre-attack","external_id":"T1204"}],
        "kill_chain_phases":[{"kill_chain_name":"mitre-attack","phase_name":"execution"}]}]}"#;
    upstream.commit(&[
        ("enterprise-attack/enterprise-attack.json", bundle),
        ("enterprise-attack/old.json", "{}"),
    ]);
    let attack = source(
        "mitre",
        &upstream.url(),
        "[\"enterprise-attack/enterprise-attack.json\"]",
    );
    let own = "\n[[source]]\nname = \"own\"\nvendor = \"sigma\"\npath = \"rules\"\nlicence = \"MIT\"\n";
    let project = project(&[own.to_owned(), attack.replace("\"sigma\"", "\"attack\"")]);
    project.ok(&["build"]);
    project.ok(FILE);
    assert_eq!(everything(&project.path("rules/upstream/mitre")).len(), 3);
    project.ok(&["build"]);
    assert!(
        project
            .read("public/techniques/T1204/index.html")
            .contains("Renamed Execution")
    );
}

#[test]
fn three_repositories_of_5000_files() {
    if std::env::var_os("GEN_SLOW_TESTS").is_none() {
        eprintln!("skipped: GEN_SLOW_TESTS is not set");
        return;
    }
    let repositories: Vec<Repository> = (0..3).map(|_| Repository::new()).collect();
    let mut sources = Vec::new();
    for (n, repository) in repositories.iter().enumerate() {
        let rules: Vec<(String, String)> = (0..5000)
            .map(|i| (format!("rules/{}/r{i}.yml", i % 40), format!("{RULE}# {n} {i}\n")))
            .collect();
        let mut files: Vec<(&str, &str)> = rules
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str()))
            .collect();
        files.extend([
            ("docs/a.yml", RULE),
            ("rules/a.png", "x"),
            ("rules-extra/b.yml", RULE),
        ]);
        repository.commit(&files);
        sources.push(source(&format!("up{n}"), &repository.url(), "[\"rules\"]"));
    }
    let (first, second) = (project(&sources), project(&sources));
    first.ok(FILE);
    second.ok(FILE);
    assert_eq!(first.read("gen.lock"), second.read("gen.lock"));
    for n in 0..3 {
        let tree = first.tree(&format!("rules/upstream/up{n}"));
        assert_eq!(tree.len(), 5000);
        assert_eq!(tree["rules/7/r47.yml"], format!("{RULE}# {n} 47\n").into_bytes());
    }
    first.ok(&file(&["--locked", "--offline"]));
}
