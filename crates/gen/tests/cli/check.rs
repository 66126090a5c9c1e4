//! `gen check` for rule authors: what it says about rules, in which form, and about which of them.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::project::{Project, RULE};

/// A rule with a mistake of each of some kinds, on known lines.
const FLAWED: &str = "title: Flawed, 100% of it\nid: 5b0c1a64-0000-4000-8000-000000000009\nstatus: test\n\
    description: Finds something.\nlogsource:\n    category: process_creation\n    product: windows\ndetection:\n    \
    selection:\n        CommmandLine|contains: 'bad'\n        Image|endswith: '\\tool.exe'\n    filter:\n        \
    Image|contains: '\\AppData\\'\n    condition: selection and not filter\nlevel: high\ntags:\n    - attack.t1086\n    \
    - attack.t9999\nfalsepositives:\n    - Unknown\n";

fn flawed() -> Project {
    let project = Project::new();
    project.write("rules/rules/flawed, too.yml", FLAWED);
    for (path, text) in [
        ("redirects.tsv", "from\tto\twhy\nT1086\tT1059.001\trevoked\n"),
        ("version.txt", "18.1\n"),
        (
            "tactics.tsv",
            "id\tslug\tname\tdomain\nTA0002\texecution\tExecution\tenterprise-attack\n",
        ),
        (
            "techniques.tsv",
            "id\tname\tdomain\ttactics\tplatforms\twithdrawn\nT1059.001\tPowerShell\tenterprise-attack\texecution\tWindows\t\n\
             T1086\tPowerShell\tenterprise-attack\texecution\tWindows\tyes\nT1204.002\tMalicious File\tenterprise-attack\texecution\tWindows\t\n",
        ),
    ] {
        project.write(&format!("content/data/attack/{path}"), text);
    }
    for table in [
        "fields/sigma.tsv",
        "words/user_writable.tsv",
        "words/chosen_by_actor.tsv",
        "words/expected_metadata.tsv",
    ] {
        let shipped = concat!(env!("CARGO_MANIFEST_DIR"), "/../../content/data/");
        let text = std::fs::read_to_string(format!("{shipped}{table}")).expect("a shipped table");
        project.write(&format!("content/data/{table}"), &text);
    }
    project
}

fn lines(stdout: &str) -> Vec<Value> {
    let lines = stdout.lines();
    lines
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect()
}

/// Codes and lines of everything that was found.
fn found(stdout: &str) -> BTreeSet<(String, u64)> {
    let remarks = lines(stdout).into_iter().filter(|it| it["kind"] != "summary");
    remarks
        .map(|it| {
            (
                it["code"].as_str().unwrap_or_default().to_owned(),
                it["line"].as_u64().unwrap_or_default(),
            )
        })
        .collect()
}

#[test]
fn findings_name_their_file_line_and_column() {
    let project = flawed();
    let run = project.run(&[
        "check",
        "--own",
        "rules/rules/flawed, too.yml",
        "--format",
        "json",
        "-q",
    ]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    let expected = [
        ("revoked-technique", 17),
        ("unknown-field", 10),
        ("unknown-technique", 18),
        ("user-writable-exclusion", 13),
    ];
    let expected: BTreeSet<(String, u64)> = expected.map(|(code, line)| (code.to_owned(), line)).into();
    assert_eq!(found(&run.stdout), expected, "{}", run.stdout);
    let remarks = lines(&run.stdout);
    let field = remarks
        .iter()
        .find(|it| it["code"] == "unknown-field")
        .expect("a finding");
    assert_eq!(field["file"], "rules/rules/flawed, too.yml");
    assert_eq!(field["help"], "did you mean `CommandLine`?");
    assert_eq!(field["rule"]["title"], "Flawed, 100% of it");
    let technique = remarks
        .iter()
        .find(|it| it["code"] == "revoked-technique")
        .expect("a finding");
    assert!(
        technique["help"]
            .as_str()
            .is_some_and(|help| help.contains("T1059.001 PowerShell"))
    );
    assert_eq!(
        (&technique["column"], &technique["end_column"]),
        (&7.into(), &19.into())
    );
}

#[test]
fn text_shows_the_line_the_code_and_what_to_do() {
    let run = flawed().run(&["check"]);
    for part in [
        "warning[unknown-field]",
        "rules/rules/flawed, too.yml:10:9",
        "CommmandLine|contains: 'bad'",
        "did you mean `CommandLine`?",
    ] {
        assert!(run.stderr.contains(part), "{part}: {}", run.stderr);
    }
}

#[test]
fn codes_are_chosen_ignored_and_suppressed() {
    let project = flawed();
    let only = |arguments: &[&str]| {
        let all = [
            &["check", "rules/rules/flawed, too.yml", "--format", "json", "-q"],
            arguments,
        ]
        .concat();
        let run = project.run(&all);
        let codes: BTreeSet<String> = found(&run.stdout).into_iter().map(|(code, _)| code).collect();
        (run.code, codes)
    };
    let one = BTreeSet::from(["unknown-field".to_owned()]);
    assert_eq!(only(&["--only", "unknown-field"]), (1, one));
    let (_, codes) = only(&["--ignore", "unknown-field,unknown-technique"]);
    assert!(!codes.contains("unknown-field") && codes.contains("revoked-technique"));
    let run = project.run(&["check", "--only", "unknown-feild"]);
    assert!(
        run.code == 2 && run.stderr.contains("unknown-field"),
        "{}",
        run.stderr
    );

    let commented = FLAWED.replace(
        "status: test",
        "status: test  # gen:ignore unknown-field, revoked-technique",
    );
    project.write("rules/rules/flawed, too.yml", &commented);
    let config = project.read("site.toml");
    project.write(
        "site.toml",
        &format!("{config}\n[check]\nignore = [\"unknown-technique\"]\n"),
    );
    assert_eq!(
        only(&[]).1,
        BTreeSet::from(["user-writable-exclusion".to_owned()])
    );
    project.write(
        "site.toml",
        &format!("{config}\n[check]\nignore = [\"unknown-techniques\"]\n"),
    );
    let run = project.run(&["check"]);
    assert!(
        run.code == 2 && run.stderr.contains("did you mean `unknown-technique`?"),
        "{}",
        run.stderr
    );
}

#[test]
fn notes_count_only_under_strict() {
    let project = Project::new();
    let same = RULE
        .replace("000000000001", "000000000002")
        .replace("'allowed'", "'also'");
    project.write("rules/more/two.yml", &same);
    let run = project.ok(&["check"]);
    assert!(run.stderr.contains("note     duplicate-title"), "{}", run.stderr);
    assert_eq!(project.run(&["check", "--strict"]).code, 1);
    assert_eq!(project.run(&["check", "--strict", "--exit-zero"]).code, 0);
}

#[test]
fn published_rules_serve_for_comparison_only() {
    let project = Project::new();
    let published = RULE
        .replace("000000000001", "000000000002")
        .replace("high", "low");
    project.write("public-rules/rules/one.yml", &published);
    let config = project.read("site.toml");
    let other = "\n[[source]]\nname = \"public\"\nvendor = \"sigma\"\npath = \"public-rules\"\nlicence = \"MIT\"\nrepository = \"https://example.org/r\"\n";
    project.write("site.toml", &format!("{config}{other}"));
    let files = |arguments: &[&str]| -> BTreeSet<String> {
        let all = [
            &["check", "--only", "near-duplicate", "--format", "json", "-q"],
            arguments,
        ]
        .concat();
        let remarks = lines(&project.run(&all).stdout);
        let files = remarks.iter().filter_map(|it| it["file"].as_str());
        files.map(str::to_owned).collect()
    };
    let own = BTreeSet::from(["rules/rules/one.yml".to_owned()]);
    assert_eq!(files(&["--own"]), own);
    assert_eq!(files(&["rules"]), own);
    assert_eq!(files(&[]).len(), 2);
    let run = project.run(&["check", "site.toml"]);
    assert!(
        run.code == 2 && run.stderr.contains("no source"),
        "{}",
        run.stderr
    );
}

#[test]
fn annotations_are_one_line_each() {
    let run = flawed().run(&["check", "--format", "github", "-q"]);
    let annotations: Vec<&str> = run.stdout.lines().collect();
    assert!(
        annotations
            .iter()
            .all(|line| line.starts_with("::warning file=") || line.starts_with("::notice file="))
    );
    let field = annotations
        .iter()
        .find(|line| line.contains("title=unknown-field"))
        .expect("an annotation");
    assert!(
        field.starts_with("::warning file=rules/rules/flawed%2C too.yml,line=10,col=9,endColumn="),
        "{field}"
    );
}

fn sarif(project: &Project) -> Value {
    let run = project.run(&["check", "--format", "sarif", "-q"]);
    let log: Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(log["version"], "2.1.0");
    assert_eq!(log["runs"].as_array().map(Vec::len), Some(1));
    log["runs"][0].clone()
}

/// The fingerprints of all results, each once.
fn fingerprints(run: &Value) -> BTreeSet<&str> {
    let results = run["results"].as_array().expect("results");
    let prints: BTreeSet<&str> = results
        .iter()
        .filter_map(|it| it["partialFingerprints"]["gen/v1"].as_str())
        .collect();
    assert_eq!(prints.len(), results.len(), "fingerprints are unique");
    prints
}

/// What the schema of SARIF 2.1.0 and GitHub's reading of it ask of rules.
#[test]
fn sarif_describes_every_code() {
    let run = sarif(&flawed());
    let driver = &run["tool"]["driver"];
    assert_eq!(driver["name"], "gen");
    let rules = driver["rules"].as_array().expect("rules");
    let ids: BTreeSet<&str> = rules.iter().filter_map(|rule| rule["id"].as_str()).collect();
    assert_eq!(ids.len(), rules.len(), "ids are unique");
    for rule in rules {
        let text = |place: &str, key: &str| rule[place][key].as_str().unwrap_or_default().to_owned();
        assert!(!text("shortDescription", "text").is_empty());
        assert!(text("help", "markdown").contains("## Better"));
        is_level(&rule["defaultConfiguration"]["level"]);
    }
}

/// The same of results.
#[test]
fn sarif_results_have_a_rule_a_place_and_a_message() {
    let run = sarif(&flawed());
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    let results = run["results"].as_array().expect("results");
    assert!(results.len() >= 4);
    for result in results {
        let index = result["ruleIndex"].as_u64().expect("an index") as usize;
        assert_eq!(rules[index]["id"], result["ruleId"]);
        is_level(&result["level"]);
        assert!(
            result["message"]["text"]
                .as_str()
                .is_some_and(|text| !text.is_empty())
        );
        let place = &result["locations"][0]["physicalLocation"];
        let uri = place["artifactLocation"]["uri"].as_str().expect("a uri");
        assert!(
            !uri.starts_with('/') && uri.bytes().all(|b| b.is_ascii_graphic()),
            "{uri}"
        );
        let number = |key: &str| place["region"][key].as_u64();
        assert!(number("startLine").is_some_and(|line| line >= 1));
        if let (Some(start), Some(end)) = (number("startColumn"), number("endColumn")) {
            assert!(start >= 1 && (number("endLine") > number("startLine") || end > start));
        }
    }
    assert!(run.to_string().contains("flawed%2C%20too.yml"));
}

#[test]
fn a_finding_is_the_same_wherever_its_rule_stands() {
    let project = flawed();
    let before = sarif(&project);
    project.write(
        "rules/rules/flawed, too.yml",
        &format!("# moved down by a line\n{FLAWED}"),
    );
    assert_eq!(fingerprints(&sarif(&project)), fingerprints(&before));
}

fn is_level(level: &Value) {
    assert!(
        ["error", "warning", "note"].contains(&level.as_str().unwrap_or_default()),
        "{level}"
    );
}

#[test]
fn the_summary_tells_how_much_is_known() {
    let project = Project::new();
    let run = project.ok(&["check", "--message-format", "json"]);
    let summary = lines(&run.stdout).pop().expect("a summary");
    assert_eq!(summary["coverage"][0]["vendor"], "sigma");
    assert_eq!(summary["coverage"][0]["rules"], 1);
    assert!(project.ok(&["check"]).stderr.contains("fields known"));
}

#[test]
fn codes_are_explained_without_reading_a_rule() {
    let project = Project::new();
    project.remove("site.toml");
    let run = project.ok(&["explain", "dead-value"]);
    for part in ["dead-value", "## Bad", "## Better"] {
        assert!(run.stdout.contains(part), "{}", run.stdout);
    }
    let run = project.ok(&["explain", "dead-value", "--message-format", "json"]);
    assert_eq!(lines(&run.stdout)[0]["kind"], "code");
}

#[test]
fn codes_have_pages() {
    let project = Project::new();
    project.ok(&["build"]);
    assert!(project.read("public/findings/index.html").contains("dead-value"));
    assert!(
        project
            .read("public/findings/dead-value/index.html")
            .contains("Better")
    );
    let footer = project.read("public/index.html");
    assert!(footer.contains("findings/") && !footer.contains("findings/dead-value/"));
}
