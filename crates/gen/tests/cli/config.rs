//! Mistakes in the configuration are told with their place and the way out.

use crate::project::Project;

#[test]
fn a_mistyped_key_is_shown_with_the_nearest_one() {
    let project = Project::new();
    let text = project.read("site.toml").replace("licence", "licens");
    project.write("site.toml", &text);
    let run = project.run(&["build"]);
    assert_eq!(run.code, 2);
    for part in [
        "site.toml:7:1",
        "unknown field `licens`",
        "did you mean `licence`?",
    ] {
        assert!(run.stderr.contains(part), "{part}: {}", run.stderr);
    }
    assert!(!project.path("public").exists());
}

#[test]
fn a_missing_file_key_or_folder_has_its_own_exit_code() {
    let project = Project::new();
    assert_eq!(project.run(&["build", "--config", "nowhere.toml"]).code, 2);
    assert_eq!(project.run(&["build", "--no-such-flag"]).code, 2);
    project.write(
        "site.toml",
        &project
            .read("site.toml")
            .replace("path = \"rules\"", "path = \"rulez\""),
    );
    let run = project.run(&["build"]);
    assert_eq!(run.code, 3);
    assert!(
        run.stderr.contains("own: there is nothing to read"),
        "{}",
        run.stderr
    );
    project.write("site.toml", "title = \"x\"\nattack = [\"no.json\"]\n");
    assert_eq!(project.run(&["check"]).code, 3);
}

#[test]
fn completions_and_the_manual_are_printed() {
    let project = Project::new();
    assert!(project.ok(&["completions", "bash"]).stdout.contains("gen"));
    assert!(project.ok(&["man"]).stdout.contains("Exit codes"));
}

/// Whoever asks for what was not compiled in learns how to get it.
#[cfg(not(feature = "minify"))]
#[test]
fn minifying_without_the_minifier_is_refused_with_the_way_out() {
    let project = Project::new();
    let run = project.run(&["build", "--minify"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("--features minify"), "{}", run.stderr);
    let text = project.read("site.toml");
    project.write("site.toml", &format!("{text}\n[build]\nminify = true\n"));
    let run = project.run(&["build"]);
    assert_eq!(run.code, 2);
    let place = format!("site.toml:{}:", text.lines().count() + 3);
    for part in [place.as_str(), "--features minify"] {
        assert!(run.stderr.contains(part), "{part}: {}", run.stderr);
    }
    assert!(!project.path("public").exists());
}

/// The same site, smaller, and the next build of it does nothing.
#[cfg(feature = "minify")]
#[test]
fn a_minified_site_is_smaller_and_built_once() {
    let project = Project::new();
    let size = |arguments: &[&str]| {
        let run = project.run(arguments);
        assert_eq!(run.code, 0, "{}", run.stderr);
        project.read("public/techniques/T1204/index.html").len()
    };
    let plain = size(&["build"]);
    assert!(size(&["build", "--minify"]) < plain);
    let again = project.run(&["build", "--minify"]);
    assert!(
        again.stderr.contains("nothing changed since the last build"),
        "{}",
        again.stderr
    );
}
