//! Two states of the starter rules, and exactly what was done between them.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::project::{Project, RULE};
use crate::schemas::{check, strict};

const OFFICE: &str =
    "rules/sigma/rules/windows/process_creation/proc_creation_win_office_app_starts_interpreter.yml";
const RUNDLL: &str =
    "rules/sigma/rules/windows/process_creation/proc_creation_win_rundll32_unusual_argument.yml";
const REMOVED: &str = "rules/sigma/rules/windows/process_creation/proc_creation_win_msiexec_remote_quiet.yml";
const MOVED: &str = "rules/sigma/rules/linux/auditd/lnx_auditd_kernel_module_loaded.yml";
const RUNNER: &str = "rules/splunk/detections/application/github_runner_registered.yml";

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("a file");
        }
    }
}

/// The starter rules in a folder of their own.
fn starter() -> Project {
    let project = Project::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    fs::remove_dir_all(project.path("rules")).expect("a folder");
    for folder in ["rules", "content"] {
        copy(&root.join(folder), &project.path(folder));
    }
    fs::copy(root.join("site.toml"), project.path("site.toml")).expect("a file");
    project
}

fn edit(project: &Project, path: &str, edits: &[(&str, &str)]) {
    let mut text = project.read(path);
    for (from, to) in edits {
        assert!(text.contains(from), "{path} has {from}");
        text = text.replacen(from, to, 1);
    }
    project.write(path, &text);
}

fn script(project: &Project) {
    project.remove(REMOVED);
    project.write("rules/sigma/rules/windows/process_creation/new.yml", RULE);
    let rename = ("title: Script Interpreter Started", "title: Interpreter Started");
    edit(
        project,
        OFFICE,
        &[rename, ("modified: 2025-06-17", "modified: 2026-02-01")],
    );
    let value = (
        "            - 'vbscript:'\n",
        "            - 'vbscript:'\n            - 'about:'\n",
    );
    let less = (
        "    filter_main_control:\n        CommandLine|contains: 'shell32.dll,Control_RunDLL'\n",
        "",
    );
    edit(
        project,
        RUNDLL,
        &[
            value,
            less,
            ("level: high", "level: medium"),
            ("status: test", "status: stable"),
        ],
    );
    fs::create_dir_all(project.path("rules/sigma/rules/linux/modules")).expect("a folder");
    fs::rename(
        project.path(MOVED),
        project.path("rules/sigma/rules/linux/modules/loaded.yml"),
    )
    .expect("a move");
    edit(project, RUNNER, &[("    - T1195.002\n", "    - T1078\n")]);
    let macros = "rules/splunk/macros/process_script_hosts.yml";
    edit(project, macros, &[("wscript.exe", "wscript64.exe")]);
}

/// Kind, vendor and title of every change.
fn told(edition: &Value) -> Vec<[&str; 3]> {
    let changes = edition["changes"].as_array().expect("changes");
    let mut words = Vec::new();
    for change in changes {
        words.push(["kind", "vendor", "title"].map(|key| change[key].as_str().unwrap_or_default()));
    }
    words
}

fn history(project: &Project, out: &str) -> Value {
    serde_json::from_str(&project.read(&format!("{out}/data/changes.json"))).expect("JSON")
}

fn find<'a>(edition: &'a Value, title: &str) -> &'a Value {
    let changes = edition["changes"].as_array().expect("changes");
    let found = changes.iter().find(|change| change["title"] == title);
    found.unwrap_or_else(|| panic!("no {title}"))
}

#[test]
fn scripted_edits_are_told_exactly() {
    let project = starter();
    project.ok(&["build", "--out", "one"]);
    assert_eq!(history(&project, "one")["editions"], json!([]));
    script(&project);
    project.ok(&["build", "--out", "two", "--since", "one"]);
    let told_history = history(&project, "two");
    check(&strict("changes"), "changes.json", &told_history);
    let edition = &told_history["editions"][0];
    assert_eq!(
        told(edition),
        [
            ["added", "sigma", "Odd reader"],
            ["renamed", "sigma", "Interpreter Started by an Office Application"],
            ["renamed", "sigma", "Kernel Module Inserted by Hand"],
            [
                "changed",
                "sigma",
                "Rundll32 Without a Library or With a Script Address"
            ],
            ["removed", "sigma", "Quiet Installation From a Web Address"],
            ["changed", "splunk", "GitHub Runner Registered"],
            ["reread", "splunk", "Office Program Starts Interpreter"],
        ]
    );
    assert_eq!(edition["date"], "2026-02-01");
    let rundll = find(edition, "Rundll32 Without a Library or With a Script Address");
    let compared = |value: &str, negated: bool| json!([{"field": "CommandLine", "op": "contains", "values": [value], "negated": negated}]);
    assert_eq!(rundll["predicates_added"], compared("about:", false));
    assert_eq!(
        rundll["predicates_removed"],
        compared("shell32.dll,Control_RunDLL", true)
    );
    let members = json!([{"name": "severity", "from": "high", "to": "medium"}, {"name": "status", "from": "test", "to": "stable"}]);
    assert_eq!(rundll["members"], members);
    let runner = find(edition, "GitHub Runner Registered");
    assert_eq!(
        (&runner["techniques_gained"], &runner["techniques_lost"]),
        (&json!(["T1078"]), &json!(["T1195.002"]))
    );
    let reread = find(edition, "Office Program Starts Interpreter");
    assert_eq!(reread["predicates_added"][0]["values"], json!(["wscript64.exe"]));
    left_addresses(&project);
    later_builds(&project);
}

/// A page at every address that a rule has left.
fn left_addresses(project: &Project) {
    let removed = project.read("two/rules/sigma/quiet-installation-from-a-web-address/index.html");
    assert!(
        removed.contains("Sigma has removed this rule.") && removed.contains("2026-02-01"),
        "{removed}"
    );
    let renamed =
        project.read("two/rules/sigma/script-interpreter-started-by-an-office-application/index.html");
    let to = "../../../rules/sigma/interpreter-started-by-an-office-application/";
    assert!(
        renamed.contains(to) && project.path("two").join(&to[9..]).is_dir(),
        "{renamed}"
    );
    let feed = project.read("two/techniques/T1218.007/feed.xml");
    assert!(
        feed.contains("<title>Quiet Installation From a Web Address</title>"),
        "{feed}"
    );
    assert!(
        project
            .read("two/vendors/splunk/feed.xml")
            .contains("gains T1078; loses T1195.002")
    );
    let feed = project.read("two/feed.xml");
    assert!(feed.contains("<updated>2026-02-01T00:00:00Z</updated>") && !feed.contains("read otherwise"));
    let page = project.read("two/changes/index.html");
    assert!(page.contains("Odd reader") && page.contains("shell32.dll,Control_RunDLL"));
}

/// A build that changes nothing carries the history on, one that changes something adds to it.
fn later_builds(project: &Project) {
    project.ok(&["build", "--out", "three", "--since", "two/data/rules.ndjson"]);
    assert_eq!(project.tree("three"), project.tree("two"));
    project.write(
        "rules/sigma/rules/windows/process_creation/new.yml",
        &RULE.replace("level: high", "level: low"),
    );
    project.ok(&[
        "build",
        "--out",
        "four",
        "--since",
        "three",
        "--dated",
        "2026-03-05",
    ]);
    let editions = history(project, "four");
    let editions = editions["editions"].as_array().expect("editions");
    assert_eq!(editions.len(), 2);
    assert_eq!(
        (told(&editions[0]), &editions[0]["date"]),
        (vec![["changed", "sigma", "Odd reader"]], &json!("2026-03-05"))
    );
    for edition in editions {
        let id = edition["id"].as_str().expect("an id");
        assert!(
            project.path(&format!("four/changes/{id}/index.html")).is_file(),
            "{id}"
        );
    }
    let four = project.tree("four");
    project.ok(&["build", "--out", "four", "--since", "four"]);
    assert_eq!(project.tree("four"), four);
}

#[test]
fn what_cannot_be_compared_with_is_refused() {
    let project = Project::new();
    for (since, message) in [
        ("nowhere", "nowhere: "),
        ("site.toml", "line 1: "),
        (
            "https://example.org/data/rules.ndjson",
            "curl -fO https://example.org/data/rules.ndjson",
        ),
    ] {
        let run = project.run(&["build", "--since", since]);
        assert_eq!(run.code, 2, "{since}");
        assert!(run.stderr.contains(message), "{since}: {}", run.stderr);
        assert!(!project.path("public").exists());
    }
    assert_eq!(
        project
            .run(&["build", "--since", "x", "--dated", "yesterday"])
            .code,
        2
    );
}
