//! `gen build --watch`: the folder follows the inputs through whatever happens to them.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use serde_json::Value;

use crate::preview::eventually;
use crate::project::{Project, RULE};

/// A running build and the summaries it printed.
struct Watching {
    child: Child,
    summaries: Arc<Mutex<Vec<Value>>>,
}

impl Watching {
    fn start(mut command: Command) -> Watching {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("gen runs");
        let stdout = BufReader::new(child.stdout.take().expect("a pipe"));
        let summaries = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&summaries);
        thread::spawn(move || {
            for line in stdout.lines().map_while(Result::ok) {
                let said: Value = serde_json::from_str(&line).expect("JSON lines");
                if said["kind"] == "summary" {
                    heard.lock().expect("no poison").push(said);
                }
            }
        });
        let watching = Watching { child, summaries };
        eventually("the first build", || watching.builds() == 1);
        // Folders are watched from the end of the first build on; earlier changes are found by a look then.
        watching
    }

    fn builds(&self) -> usize {
        self.summaries.lock().expect("no poison").len()
    }

    /// Waits until nothing has been built for a while.
    fn rest(&self) -> usize {
        let mut before = self.builds();
        loop {
            thread::sleep(Duration::from_millis(1500));
            let now = self.builds();
            if now == before {
                return now;
            }
            before = now;
        }
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

const ARGUMENTS: [&str; 4] = ["build", "--watch", "--message-format", "json"];

/// What the folder should hold.
fn clean(project: &Project) -> std::collections::BTreeMap<String, Vec<u8>> {
    project.ok(&["build", "--out", "clean", "--quiet"]);
    project.tree("clean")
}

#[test]
fn the_folder_follows_every_edit() {
    let project = Project::new();
    let watching = Watching::start(project.command(&ARGUMENTS));
    let config = project.read("site.toml");
    let two = RULE
        .replace("000000000001", "000000000002")
        .replace("Odd reader", "Odd writer");
    let edits: [&dyn Fn(); 12] = [
        &|| project.write("rules/rules/two.yml", &two),
        &|| project.write("rules/rules/one.yml", &RULE.replace("winword", "excel")),
        &|| {
            project.write(
                "rules/deep/er/three.yml",
                &two.replace("000000000002", "000000000003"),
            )
        },
        &|| fs::rename(project.path("rules/deep"), project.path("rules/moved")).expect("a rename"),
        &|| project.remove("rules/rules/two.yml"),
        &|| project.write("templates/404.html", "{{ root }}"),
        &|| project.write("templates/404.html", "{{ address }}"),
        &|| fs::remove_dir_all(project.path("templates")).expect("a folder"),
        &|| project.write("static/extra.txt", "more"),
        &|| {
            project.write(
                "content/about.md",
                "+++\ntitle = \"About\"\n+++\n\nWhat this is.\n",
            )
        },
        &|| {
            project.write(
                "site.toml",
                &config
                    .replace("Sample", "Renamed")
                    .replace("\"rules\"", "\"others\""),
            )
        },
        &|| project.write("others/rules/one.yml", &RULE.replace("winword", "visio")),
    ];
    project.write("others/rules/zero.yml", RULE);
    for (n, edit) in edits.iter().enumerate() {
        edit();
        let wanted = clean(&project);
        eventually(&format!("edit {n}"), || project.tree("public") == wanted);
    }
    let builds = watching.rest();
    assert!(
        builds <= 2 * edits.len() + 1,
        "{builds} builds of {} edits",
        edits.len()
    );
}

#[test]
fn its_own_output_sets_nothing_off() {
    let project = Project::new();
    project.write(
        "site.toml",
        &project
            .read("site.toml")
            .replace("title", "out = \"./public/site\"\ntitle"),
    );
    let watching = Watching::start(project.command(&ARGUMENTS));
    project.write("rules/rules/one.yml", &RULE.replace("winword", "excel"));
    eventually("the second build", || watching.builds() >= 2);
    // A slow machine may see one edit in two halves; a build that set off the next would go on for ever.
    let builds = watching.rest();
    assert!((2..=3).contains(&builds), "{builds} builds of one edit");
}

/// Storms, and files that each of them touches.
fn storms() -> (usize, usize) {
    if std::env::var_os("GEN_SLOW_TESTS").is_some() {
        (20, 1250)
    } else {
        (3, 400)
    }
}

/// What a checkout, a script and an editor do to a folder at once, four events or more a file.
fn storm(project: &Project, round: usize, files: usize) {
    for n in 0..files {
        let path = format!("rules/notes/{}/{n}.txt", n % 20);
        project.write(&path, &format!("{round} {n}"));
        match n % 10 {
            0 => project.remove(&path),
            1 => fs::rename(project.path(&path), project.path(&format!("{path}~"))).expect("a rename"),
            2 => project.write(&path, "again"),
            _ => (),
        }
        if n % 100 == 7 {
            let rule = RULE
                .replace("000000000001", &format!("0000000{n:05}"))
                .replace("Odd reader", &format!("Reader {n}"));
            let path = format!("rules/rules/r{n}.yml");
            project.write(&format!("{path}.swp"), &rule);
            fs::rename(project.path(&format!("{path}.swp")), project.path(&path)).expect("a rename");
            if (n + round).is_multiple_of(3) {
                project.remove(&path);
            }
        }
    }
    project.write(
        "rules/rules/one.yml",
        &RULE.replace("winword", &format!("round{round}")),
    );
}

#[test]
fn a_storm_costs_two_builds_at_most() {
    let project = Project::new();
    let watching = Watching::start(project.command(&ARGUMENTS));
    let (rounds, files) = storms();
    for round in 0..rounds {
        let before = watching.builds();
        storm(&project, round, files);
        eventually(&format!("storm {round}"), || watching.builds() > before);
        let after = watching.rest();
        assert!(
            after > before && after <= before + 2,
            "round {round}: {} builds",
            after - before
        );
        assert!(project.tree("public") == clean(&project), "round {round}");
    }
    assert_idle(&watching);
}

/// A run that waits takes less than one per cent of a core.
fn assert_idle(watching: &Watching) {
    let path = format!("/proc/{}/stat", watching.child.id());
    let ticks = || -> Option<u64> {
        let stat = fs::read_to_string(&path).ok()?;
        let after_name = stat.rsplit(')').next()?.split_whitespace();
        let fields: Vec<&str> = after_name.collect();
        Some(fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?)
    };
    let Some(before) = ticks() else { return };
    thread::sleep(Duration::from_secs(4));
    // A hundred ticks a second.
    let spent = ticks().expect("still running") - before;
    assert!(spent <= 4, "{spent} hundredths of a second in four seconds");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_table_of_watches_costs_only_time() {
    let project = Project::new();
    let small = |script: &str| {
        let mut command = Command::new("unshare");
        let script = format!("echo 2 > /proc/sys/user/max_inotify_watches && {script}");
        command.args(["-Ur", "sh", "-c", &script]);
        command
    };
    let tried = small("true").stderr(Stdio::null()).status();
    if !tried.is_ok_and(|it| it.success()) {
        eprintln!("skipped: this machine lets nobody make the table of watches smaller");
        return;
    }
    let mut command = small("exec \"$0\" \"$@\"");
    command
        .current_dir(project.path(""))
        .arg(env!("CARGO_BIN_EXE_gen"))
        .args(ARGUMENTS);
    let watching = Watching::start(command);
    project.write(
        "rules/a/b/c/two.yml",
        &RULE.replace("000000000001", "000000000002"),
    );
    eventually("the second build", || watching.builds() == 2);
    project.write(
        "rules/a/b/c/two.yml",
        &RULE.replace("000000000001", "000000000003"),
    );
    eventually("the third build", || watching.builds() == 3);
    let wanted = clean(&project);
    assert!(project.tree("public") == wanted);
}
