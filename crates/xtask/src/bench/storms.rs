//! Storms of events, as a checkout of another branch makes them, against `gen build --watch`.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use super::builds::difference;
use super::stand::Stand;
use super::summary::Summary;
use super::table::Table;
use super::{Failure, Measured, child, clear, tell};

const STORMS: usize = 20;
/// Events of a storm, at least: every file is written, moved away and back, and written again.
const EVENTS: usize = 5000;
const EVENTS_OF_A_FILE: usize = 5;
/// Rebuilds that a storm may cause.
const GOAL: usize = 2;
/// Within which a storm's first build is over.
const PATIENCE: Duration = Duration::from_secs(60);
/// Nothing more is built after so long without a build.
const QUIET: Duration = Duration::from_secs(4);
/// Over which idling is measured.
const IDLE: Duration = Duration::from_secs(10);
/// Percent of a core.
const IDLE_GOAL: f64 = 1.0;

/// A build that goes on; it ends with the value.
struct Watch {
    child: Child,
    builds: Receiver<Summary>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Raises storms, counts builds, compares what is there in the end with a clean build.
pub(super) fn measure(stand: &Stand) -> Result<Measured, Failure> {
    let out = stand.project.path("watched");
    let watch = Watch::start(stand, &out)?;
    let files = files(stand)?;
    let mut rebuilds = Vec::new();
    for storm in 1..=STORMS {
        raise(&files, storm)?;
        rebuilds.push(watch.settle());
        tell(&format!(
            "storm {storm} of {STORMS}: {} builds",
            rebuilds[storm - 1]
        ));
    }
    let idle = watch.idle();
    drop(watch);
    let clean = stand.project.path("clean");
    child::succeed(stand.generate("build").arg("--out").arg(&clean))?;
    let differs = difference(&out, &clean);
    clear(&clean)?;
    clear(&out)?;
    let most = rebuilds.iter().copied().max().unwrap_or_default();
    let note = format!(
        "{STORMS} storms of {EVENTS} events on {} files; {}.",
        files.len(),
        stand.described()
    );
    let mut table = Table::new("storms", note, &["what", "measured", "goal"]);
    let rows = [
        (
            "builds after a storm, at most",
            most.to_string(),
            format!("≤ {GOAL}"),
        ),
        (
            "builds in all",
            rebuilds.iter().sum::<usize>().to_string(),
            format!("≤ {}", GOAL * STORMS),
        ),
        (
            "processor time when idle, of a core",
            percent(idle),
            format!("< {IDLE_GOAL} %"),
        ),
        (
            "tree as a clean build's",
            if differs.is_none() { "yes" } else { "no" }.to_owned(),
            "yes".to_owned(),
        ),
    ];
    table
        .rows
        .extend(rows.map(|(what, measured, goal)| vec![what.to_owned(), measured, goal]));
    let wrong = differs.map(|path| format!("{}: wrong after the storms", path.display()));
    Ok(Measured {
        tables: vec![table],
        broken: wrong.into_iter().collect(),
    })
}

impl Watch {
    fn start(stand: &Stand, out: &Path) -> Result<Watch, Failure> {
        let mut command = stand.generate("build");
        command.arg("--watch").arg("--out").arg(out);
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let failed = |error| Failure::new(format!("gen build --watch: {error}"));
        let mut child = command.spawn().map_err(failed)?;
        let (sender, builds) = mpsc::channel();
        if let Some(stdout) = child.stdout.take() {
            thread::spawn(move || {
                for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                    if let Some(summary) = Summary::of(&line)
                        && sender.send(summary).is_err()
                    {
                        break;
                    }
                }
            });
        }
        let watch = Watch { child, builds };
        let first = watch.builds.recv_timeout(Duration::from_secs(300));
        first.map_err(|_| Failure::new("gen build --watch did not build"))?;
        Ok(watch)
    }

    /// Waits for a build, then until nothing is built any more; how many builds there were.
    fn settle(&self) -> usize {
        let mut builds = usize::from(self.builds.recv_timeout(PATIENCE).is_ok());
        while self.builds.recv_timeout(QUIET).is_ok() {
            builds += 1;
        }
        builds
    }

    /// Percent of a core that it uses when nothing happens; nothing where the system does not tell.
    fn idle(&self) -> Option<f64> {
        let before = self.ticks()?;
        thread::sleep(IDLE);
        // The system counts in hundredths of a second.
        Some((self.ticks()? - before) as f64 / IDLE.as_secs_f64())
    }

    fn ticks(&self) -> Option<u64> {
        let text = fs::read_to_string(format!("/proc/{}/stat", self.child.id())).ok()?;
        let (_, fields) = text.rsplit_once(") ")?;
        let field = |i: usize| fields.split(' ').nth(i)?.parse::<u64>().ok();
        Some(field(11)? + field(12)?)
    }
}

fn percent(idle: Option<f64>) -> String {
    idle.map_or_else(|| "not known".to_owned(), |it| format!("{it:.1} %"))
}

/// Rule files to disturb, in the copied source.
fn files(stand: &Stand) -> Result<Vec<PathBuf>, Failure> {
    let entries = walkdir::WalkDir::new(stand.project.path("edited")).sort_by_file_name();
    let rules = entries.into_iter().flatten().map(walkdir::DirEntry::into_path);
    let files: Vec<PathBuf> = rules
        .filter(|it| it.extension().is_some_and(|it| it == "yml"))
        .take(EVENTS / EVENTS_OF_A_FILE)
        .collect();
    if files.is_empty() {
        return Err(Failure::new("no rule to disturb"));
    }
    Ok(files)
}

/// One storm; in its end every file says something else than before.
fn raise(files: &[PathBuf], storm: usize) -> Result<(), Failure> {
    let rounds = (EVENTS / EVENTS_OF_A_FILE).div_ceil(files.len());
    for (i, path) in (0..rounds).flat_map(|_| files.iter().enumerate()) {
        let failed = |error| Failure::at(path, &error);
        let text = fs::read_to_string(path).map_err(failed)?;
        let swap = path.with_extension("yml~");
        fs::write(path, "").map_err(failed)?;
        fs::rename(path, &swap).map_err(failed)?;
        fs::rename(&swap, path).map_err(failed)?;
        let old = text.split_once("\n# storm").map_or(text.as_str(), |(old, _)| old);
        let new = format!("{}\n# storm {storm} {i}\n", old.trim_end());
        fs::write(path, new).map_err(failed)?;
    }
    Ok(())
}
