//! A repository that means harm: nothing of it runs, and nothing is written outside its folder.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::project::{Project, RULE};
use crate::repository::{Repository, everything, source};

const SYNC: &[&str] = &["sync", "--allow-protocol", "file"];

fn project(source: &str) -> Project {
    let project = Project::new();
    project.remove("rules/rules/one.yml");
    project.write("site.toml", &format!("title = \"Sample\"\n{source}"));
    project
}

/// A program that leaves a trace.
fn trap(path: &std::path::Path, trace: &std::path::Path) {
    fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
    fs::write(path, format!("#!/bin/sh\ntouch {}\n", trace.display())).expect("a file");
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("a program");
}

/// Fills a repository with everything that git would run somewhere.
fn set_traps(upstream: &Repository, program: &str, trace: &std::path::Path) {
    let modules =
        format!("[submodule \"m\"]\n\tpath = rules/m\n\turl = ext::{program}\n\tupdate = !{program}\n");
    upstream.commit_entries(&[
        ("100644", ".gitattributes", "*.yml filter=x diff=x merge=x\n"),
        ("100644", ".gitmodules", &modules),
        ("100644", "rules/.gitattributes", "*.yml filter=lfs\n"),
        ("100755", "rules/one.yml", RULE),
        ("160000", "rules/m", &"1".repeat(40)),
    ]);
    for hook in [
        "post-checkout",
        "post-merge",
        "pre-receive",
        "reference-transaction",
        "fsmonitor-watchman",
        "post-upload-pack",
    ] {
        trap(&upstream.path().join("hooks").join(hook), trace);
    }
    for key in [
        "core.fsmonitor",
        "core.sshCommand",
        "core.gitProxy",
        "filter.x.smudge",
        "uploadpack.packObjectsHook",
        "core.pager",
    ] {
        upstream.git(&["config", key, program]);
    }
}

#[test]
fn hooks_filters_and_submodules_have_nowhere_to_run() {
    let upstream = Repository::new();
    let traces = tempfile::tempdir().expect("a folder");
    let (trace, program) = (traces.path().join("trace"), traces.path().join("program"));
    trap(&program, &trace);
    let program = program.display().to_string();
    set_traps(&upstream, &program, &trace);
    let project = project(&source("up", &upstream.url(), "[\".\"]"));
    // What a careless environment would pass on to git.
    let mut command = project.command(SYNC);
    command
        .env("GIT_DIR", "/nonexistent")
        .env("GIT_SSH_COMMAND", &program)
        .env("GIT_EXTERNAL_DIFF", &program)
        .env("GIT_ASKPASS", &program)
        .envs([
            ("GIT_CONFIG_COUNT", "1"),
            ("GIT_CONFIG_KEY_0", "core.fsmonitor"),
            ("GIT_CONFIG_VALUE_0", program.as_str()),
        ]);
    let output = command.output().expect("gen runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let folder = project.path("rules/upstream/up");
    let found: Vec<String> = project.tree("rules/upstream/up").into_keys().collect();
    assert_eq!(found, ["rules/one.yml"]);
    let mode = fs::metadata(folder.join("rules/one.yml"))
        .expect("a file")
        .permissions()
        .mode();
    assert_eq!(mode & 0o111, 0, "what is synced is never a program");
    assert!(!trace.exists(), "something of the repository ran");
    assert!(String::from_utf8_lossy(&output.stderr).contains("rules/m (a submodule)"));
}

#[test]
fn links_and_crooked_names_stay_in_the_repository() {
    let upstream = Repository::new();
    let rule = upstream.blob(RULE);
    let out = upstream.blob("../../../../outside");
    let tree = |entries: &[(&str, &[u8], &str)]| {
        let commit = upstream.commit_raw(entries);
        upstream.git(&["rev-parse", &format!("{commit}^{{tree}}")])
    };
    let inner = tree(&[("100644", b"config", &rule), ("100644", b"x.yml", &rule)]);
    let rules = tree(&[
        ("40000", b"..", &inner),
        ("40000", b".git", &inner),
        ("40000", b".GIT", &inner),
        ("100644", b"../../../up.yml", &rule),
        ("100644", b"A.yml", &rule),
        ("40000", b"GIT~1", &inner),
        ("100644", b"a.yml", &rule),
        ("100644", b"b\\..\\..\\c.yml", &rule),
        ("100644", b"bad-\xff.yml", &rule),
        ("100644", b"good.yml", &rule),
        ("120000", b"link.yml", &out),
        ("120000", b"linked", &out),
        ("100644", b"linked/escape.yml", &rule),
        ("100644", b"\xe2\x80\x8c.git/config.yml", &rule),
    ]);
    upstream.commit_raw(&[("40000", b"rules", &rules), ("120000", b"LICENSE", &out)]);
    let project = project(&source("up", &upstream.url(), "[\"rules\"]"));
    let run = project.ok(SYNC);
    let top: Vec<_> = everything(&project.path("."))
        .into_iter()
        .filter(|(path, _)| !path.to_string_lossy().contains(".gen-store"))
        .map(|(path, what)| {
            (
                path.strip_prefix(project.path("."))
                    .expect("below")
                    .display()
                    .to_string(),
                what,
            )
        })
        .collect();
    let found: Vec<(&str, &str)> = top.iter().map(|(path, what)| (path.as_str(), *what)).collect();
    assert_eq!(found, EXPECTED, "{}", run.stderr);
}

/// What a project holds after syncing nothing but harmless files.
const EXPECTED: &[(&str, &str)] = &[
    ("gen.lock", "file"),
    ("rules", "folder"),
    ("rules/rules", "folder"),
    ("rules/upstream", "folder"),
    ("rules/upstream/.up.gen-lock", "file"),
    ("rules/upstream/up", "folder"),
    ("rules/upstream/up/.gen-sync", "file"),
    ("rules/upstream/up/rules", "folder"),
    ("rules/upstream/up/rules/A.yml", "file"),
    ("rules/upstream/up/rules/good.yml", "file"),
    ("rules/upstream/up/rules/linked", "folder"),
    ("rules/upstream/up/rules/linked/escape.yml", "file"),
    ("site.toml", "file"),
];

#[test]
fn an_address_is_no_option_and_no_command() {
    let traces = tempfile::tempdir().expect("a folder");
    let trace = traces.path().join("trace").display().to_string();
    let addresses = [
        format!("-u{trace}"),
        format!("--upload-pack=touch {trace}"),
        format!("ext::touch {trace}"),
        format!("https://e.org/x --upload-pack=touch\\u0020{trace}"),
        format!("ssh://-oProxyCommand=touch\\u0020{trace}/x"),
        "git@example.org:x/y".to_owned(),
        "file:relative".to_owned(),
    ];
    for address in addresses {
        let project = project(&source("up", &address, "[\".\"]"));
        let run = project.run(&["sync", "--allow-protocol", "file", "--allow-protocol", "ssh"]);
        assert_eq!(run.code, 2, "{address}: {}", run.stderr);
        assert!(run.stderr.contains("site.toml:"), "{}", run.stderr);
        assert!(!project.path("rules/upstream").exists());
    }
    assert!(!traces.path().join("trace").exists());
}

#[test]
fn a_lock_that_was_tampered_with_is_no_option_either() {
    let upstream = Repository::new();
    let commit = upstream.commit(&[("rules/one.yml", RULE)]);
    let project = project(&source("up", &upstream.url(), "[\"rules\"]"));
    project.ok(SYNC);
    let lock = project.read("gen.lock").replace(&commit, "--upload-pack=touch x");
    project.write("gen.lock", &lock);
    let run = project.run(SYNC);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("gen.lock"), "{}", run.stderr);
}

#[test]
fn a_tree_that_multiplies_is_not_followed() {
    let upstream = Repository::new();
    let mut inner = upstream.blob(RULE);
    let mut mode = "100644";
    // Ten names a level, ten levels: ten thousand million paths in eleven objects.
    for _ in 0..10 {
        let names: Vec<String> = (0..10).map(|n| format!("{n}.yml")).collect();
        let entries: Vec<(&str, &[u8], &str)> = names
            .iter()
            .map(|name| (mode, name.as_bytes(), inner.as_str()))
            .collect();
        let commit = upstream.commit_raw(&entries);
        inner = upstream.git(&["rev-parse", &format!("{commit}^{{tree}}")]);
        mode = "40000";
    }
    let project = project(&source("up", &upstream.url(), "[\".\"]"));
    let run = project.run(SYNC);
    assert_eq!(run.code, 3);
    assert!(run.stderr.contains("too many files"), "{}", run.stderr);
}
