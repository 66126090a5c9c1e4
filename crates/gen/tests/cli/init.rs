//! A first configuration, from what is there.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::project::{Project, RULE};

const YARAL: &str = "rule odd_writer {\n  meta:\n    author = \"us\"\n  events:\n    $e.metadata.event_type = \"PROCESS_LAUNCH\"\n    \
    $e.target.process.file.full_path = /writer\\.exe$/\n  condition:\n    $e\n}\n";
const SPLUNK: &str = "name: Odd Search\nid: 5b0c1a64-0000-4000-8000-000000000009\ntype: TTP\n\
    description: An office program starts a shell.\nsearch: index=win EventCode=1 ParentImage=\"*\\\\winword.exe\"\n\
    how_to_implement: Collect it.\ntags:\n  mitre_attack_id:\n  - T1204.002\n";

fn empty() -> Project {
    let project = Project::new();
    project.remove("site.toml");
    fs::remove_dir_all(project.path("rules")).expect("a folder");
    project
}

#[test]
fn an_empty_folder_becomes_a_site() {
    let project = empty();
    let run = project.ok(&["init"]);
    assert!(
        run.stderr.contains("rules/example.yml is one to start from"),
        "{}",
        run.stderr
    );
    let built = project.ok(&["build", "--strict"]);
    assert!(built.stderr.contains("1 live rules"), "{}", built.stderr);
    assert!(project.path("public/about/index.html").exists());
}

#[test]
fn a_repository_of_rules_becomes_a_site() {
    let project = empty();
    project.write(
        ".git/config",
        "[core]\n\tbare = false\n[remote \"origin\"]\n\turl = git@example.org:we/rules.git\n",
    );
    project.write("README.md", "ours");
    project.write("docker-compose.yml", "services: {}\n");
    project.write("detections/sigma/one.yml", RULE);
    project.write("detections/chronicle/two.yaral", YARAL);
    project.write("splunk/detections/three.yml", SPLUNK);
    let run = project.ok(&["init"]);
    for line in [
        "1 rules in detections/sigma (read as sigma)",
        "1 rules in splunk (read as splunk)",
        "1 rules in detections/chronicle (read as secops)",
    ] {
        assert!(run.stderr.contains(line), "{line}: {}", run.stderr);
    }
    assert!(!project.path("rules").exists());
    let built = project.ok(&["build", "--strict"]);
    assert!(built.stderr.contains("3 live rules"), "{}", built.stderr);
    let page = project.read("public/rules/sigma/odd-reader/index.html");
    assert!(page.contains("https://example.org/we/rules/blob/HEAD/detections/sigma/one.yml"));
}

#[test]
fn formats_that_share_a_folder_are_parted() {
    let project = empty();
    project.write("one.yml", RULE);
    project.write("three.yml", SPLUNK);
    project.write("docker-compose.yml", "services: {}\n");
    project.ok(&["init"]);
    for _ in 0..2 {
        let built = project.ok(&["build", "--strict"]);
        assert!(built.stderr.contains("2 live rules"), "{}", built.stderr);
    }
}

#[test]
fn nothing_is_overwritten() {
    let project = empty();
    project.write(".gitignore", "secret\n");
    project.write("site.toml", "title = \"Mine\"\n");
    project.write("one.yml", RULE);
    let run = project.ok(&["init"]);
    assert_eq!(project.read(".gitignore"), "secret\n");
    assert_eq!(project.read("site.toml"), "title = \"Mine\"\n");
    assert!(
        run.stderr
            .contains("kept    .gitignore; add to it: /public and /rules/upstream"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_link_is_not_written_through() {
    let project = empty();
    let elsewhere = TempDir::new().expect("a folder");
    let target = elsewhere.path().join("target");
    #[cfg(unix)]
    std::os::unix::fs::symlink(&target, project.path("site.toml")).expect("a link");
    project.ok(&["init"]);
    assert!(!Path::new(&target).exists());
}

#[test]
fn templates_are_copied_to_be_changed() {
    let project = Project::new();
    let list = project.run(&["build", "--eject", "no-such.html"]);
    assert_eq!(list.code, 2);
    assert!(
        list.stderr.contains("rule.html") && list.stderr.contains("css/site.css"),
        "{}",
        list.stderr
    );
    project.ok(&["build", "--out", "before"]);
    project.ok(&["build", "--eject", "404.html", "--eject", "css/site.css"]);
    assert!(project.path("templates/404.html").exists() && project.path("static/css/site.css").exists());
    project.ok(&["build", "--out", "after"]);
    assert_eq!(project.tree("before"), project.tree("after"));
    let again = project.run(&["build", "--eject", "404.html"]);
    assert!(
        again.code == 4 && again.stderr.contains("templates/404.html"),
        "{}",
        again.stderr
    );
    assert!(!project.path("public").exists());
}

#[test]
fn a_site_past_its_size_is_not_written() {
    let project = Project::new();
    let run = project.run(&["build", "--max-size", "100 KB"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("more than 100 KB"), "{}", run.stderr);
    assert!(!project.path("public").exists());
    project.ok(&["build", "--max-size", "1GB"]);
    assert_eq!(project.run(&["build", "--max-size", "much"]).code, 2);
}
