//! Building: what differs is written, nothing depends on how it was run.

use std::fs;

use crate::project::{Project, RULE};

#[test]
fn a_build_shows_the_rule_and_a_second_one_writes_nothing() {
    let project = Project::new();
    let first = project.ok(&["build"]);
    assert!(
        first.stderr.contains("1 live rules on 2 techniques"),
        "{}",
        first.stderr
    );
    let page = project.read("public/techniques/T1204.002/index.html");
    for text in ["Odd reader", "allowed", "\\winword.exe"] {
        assert!(
            page.contains(text)
                || project
                    .read("public/rules/sigma/odd-reader/index.html")
                    .contains(text),
            "{text}"
        );
    }
    let second = project.ok(&["build"]);
    assert!(
        second.stderr.contains("nothing changed since"),
        "{}",
        second.stderr
    );
    let json = project.ok(&["build", "--message-format", "json"]).stdout;
    let summary: serde_json::Value =
        serde_json::from_str(json.lines().last().expect("a line")).expect("JSON");
    assert_eq!(
        (&summary["written"], &summary["sources"][0]["rules"]),
        (&0.into(), &1.into())
    );
}

#[test]
fn what_is_remembered_of_the_last_build_is_believed_only_whole() {
    let project = Project::new();
    project.ok(&["build"]);
    let clean = project.tree("public");
    let builds = |reason: &str, written: &str| {
        let run = project.ok(&["build"]);
        assert!(run.stderr.contains(written), "{reason}: {}", run.stderr);
        assert!(project.tree("public") == clean, "{reason}");
        let again = project.ok(&["build"]);
        assert!(
            again.stderr.contains("nothing changed since"),
            "{reason}: {}",
            again.stderr
        );
    };
    project.write("public/index.html", "another hand");
    builds("a page was edited", " 1 written, ");
    project.remove("public/404.html");
    builds("a page is gone", " 1 written, ");
    let memory = project.read(".public.gen-last");
    project.write(
        ".public.gen-last",
        &memory.replace("Odd", "Old").replace(":1", ":2"),
    );
    builds("the memory was edited", " 0 written, ");
    project.write(".public.gen-last", &memory[..memory.len() / 2]);
    builds("the memory was cut", " 0 written, ");
    project.remove(".public.gen-last");
    builds("the memory is gone", " 0 written, ");
    project.write("rules/rules/one.yml", &RULE.replace("winword", "excel"));
    let edited = project.ok(&["build"]);
    assert!(!edited.stderr.contains("nothing changed"), "{}", edited.stderr);
    assert!(project.tree("public") != clean);
}

#[test]
fn bytes_do_not_depend_on_threads_place_or_environment() {
    let project = Project::new();
    for n in 2..40 {
        let id = format!("5b0c1a64-0000-4000-8000-0000000000{n:02}");
        let text = RULE
            .replace("5b0c1a64-0000-4000-8000-000000000001", &id)
            .replace("Odd reader", &format!("Odd reader {n}"));
        project.write(&format!("rules/rules/r{n}.yml"), &text);
    }
    project.ok(&["build", "--out", "a", "--jobs", "1"]);
    project.ok(&["build", "--out", "b", "--jobs", "8"]);
    let config = project.path("site.toml").display().to_string();
    let out = project.path("c").display().to_string();
    let mut elsewhere = project.command(&["build", "--config", &config, "--out", &out]);
    elsewhere
        .current_dir("/")
        .env("TZ", "Asia/Kathmandu")
        .env("LANG", "tr_TR.UTF-8");
    assert!(elsewhere.output().expect("gen runs").status.success());
    let tree = project.tree("a");
    assert!(tree.len() > 40 && tree == project.tree("b") && tree == project.tree("c"));
}

#[test]
fn after_any_edit_the_folder_equals_a_clean_build() {
    let project = Project::new();
    project.ok(&["build"]);
    let two = RULE
        .replace("000000000001", "000000000002")
        .replace("Odd reader", "Odd writer");
    let edits: [&dyn Fn(); 7] = [
        &|| project.write("rules/rules/two.yml", &two),
        &|| project.write("rules/rules/one.yml", &RULE.replace("winword", "excel")),
        &|| project.remove("rules/rules/two.yml"),
        &|| project.write("rules/rules/one.yml", RULE),
        &|| {
            project.write(
                "templates/404.html",
                "{% extends \"base.html\" %}{% block main %}<h1>Gone</h1>{% endblock main %}",
            )
        },
        &|| {
            project.write(
                "content/about.md",
                "+++\ntitle = \"About\"\n+++\n\nWhat this is.\n",
            )
        },
        &|| project.write("static/extra.txt", "more"),
    ];
    for (n, edit) in edits.iter().enumerate() {
        edit();
        project.ok(&["build"]);
        let clean = format!("clean{n}");
        project.ok(&["build", "--out", &clean]);
        assert_eq!(project.tree("public"), project.tree(&clean), "after edit {n}");
    }
}

#[test]
fn a_failed_build_writes_nothing() {
    let project = Project::new();
    project.ok(&["build"]);
    let before = project.tree("public");
    project.write("rules/rules/one.yml", &RULE.replace("Odd reader", "Changed"));
    project.write("templates/rule.html", "{{ no_such_thing }}");
    let run = project.run(&["build"]);
    assert_eq!(
        (run.code, project.tree("public") == before),
        (1, true),
        "{}",
        run.stderr
    );
    assert!(
        run.stderr.contains("nothing was written") && run.stderr.contains("no_such_thing"),
        "{}",
        run.stderr
    );
    project.write("templates/rule.html", "{% if %}");
    assert_eq!(
        (project.run(&["build"]).code, project.tree("public") == before),
        (2, true)
    );
}

#[test]
fn a_site_is_not_written_where_it_would_do_harm() {
    let project = Project::new();
    for out in ["rules", "rules/public", ".", "/"] {
        let run = project.run(&["build", "--out", out]);
        assert_eq!(run.code, 4, "{out}: {}", run.stderr);
    }
    fs::create_dir(project.path("thesis")).expect("a folder");
    project.write("thesis/chapter.txt", "years of work");
    let run = project.run(&["build", "--out", "thesis"]);
    assert_eq!(run.code, 4);
    assert!(run.stderr.contains("was not made by gen"), "{}", run.stderr);
}

#[test]
fn an_atomic_build_gives_the_same_site() {
    let project = Project::new();
    project.ok(&["build", "--out", "plain"]);
    project.ok(&["build", "--out", "swapped", "--atomic"]);
    project.ok(&["build", "--out", "swapped", "--atomic"]);
    assert_eq!(project.tree("plain"), project.tree("swapped"));
}
