//! An organisation's own rules beside public ones.

use crate::project::{Project, RULE};

const PUBLIC: &str = "title = \"Sample\"\n\n[[source]]\nname = \"public\"\nvendor = \"sigma\"\npath = \"rules\"\nlicence = \"MIT\"\n";
const OWN: &str = "\n[[source]]\nname = \"own\"\nvendor = \"sigma\"\npath = \"own\"\nlicence = \"LicenseRef-own\"\nprivate = true\n";

fn project() -> Project {
    let project = Project::new();
    project.write("site.toml", &format!("{PUBLIC}{OWN}"));
    let own = RULE
        .replace("000000000001", "000000000002")
        .replace("Odd reader", "House secret");
    project.write("own/secret.yml", &own);
    project
}

#[test]
fn private_rules_are_left_out_unless_asked_for() {
    let project = project();
    let run = project.ok(&["build"]);
    assert!(
        run.stderr.contains("private and left out: own; --with-private"),
        "{}",
        run.stderr
    );
    for (path, bytes) in project.tree("public") {
        assert!(
            !String::from_utf8_lossy(&bytes).contains("House secret"),
            "{path}"
        );
    }
}

#[test]
fn private_rules_are_badged_where_they_are_shown() {
    let project = project();
    project.ok(&["build", "--with-private"]);
    let badge = "<span class=\"private\">private</span>";
    for page in [
        "rules/sigma/house-secret",
        "vendors/sigma",
        "techniques/T1204.002",
    ] {
        assert!(
            project.read(&format!("public/{page}/index.html")).contains(badge),
            "{page}"
        );
    }
    assert!(
        !project
            .read("public/rules/sigma/odd-reader/index.html")
            .contains(badge)
    );
}

#[test]
fn private_rules_are_checked_and_explained() {
    let project = project();
    assert!(project.ok(&["check"]).stderr.contains("2 live rules"));
    assert!(
        project
            .ok(&["explain", "House secret"])
            .stdout
            .contains("House secret")
    );
}

#[test]
fn a_folder_of_several_formats_is_parted_by_globs() {
    let project = Project::new();
    project.remove("rules/rules/one.yml");
    project.write("mixed/a.yml", RULE);
    project.write("mixed/old/b.yml", &RULE.replace("000000000001", "000000000003"));
    project.write("mixed/c.yaral", "rule odd_writer {\n  meta:\n    author = \"us\"\n  events:\n    $e.metadata.event_type = \"PROCESS_LAUNCH\"\n    $e.target.process.file.full_path = /writer\\.exe$/\n  condition:\n    $e\n}\n");
    let source = |name: &str, vendor: &str, globs: &str| {
        format!(
            "\n[[source]]\nname = \"{name}\"\nvendor = \"{vendor}\"\npath = \"mixed\"\nlicence = \"MIT\"\n{globs}"
        )
    };
    let config = [
        "title = \"Mixed\"\n".to_owned(),
        source(
            "one",
            "sigma",
            "include = [\"**/*.yml\"]\nexclude = [\"old/**\"]\n",
        ),
        source("two", "secops", "include = [\"*.yaral\"]\n"),
    ];
    project.write("site.toml", &config.concat());
    let run = project.ok(&["build", "--strict"]);
    assert!(run.stderr.contains("2 live rules"), "{}", run.stderr);
}
