//! Whole builds: cold, on one thread, with nothing or one rule changed, beside the floor.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use walkdir::WalkDir;

use super::rounds::{self, Case, Goal, Results, Run};
use super::stand::Stand;
use super::stats::{median, ratio};
use super::table::Table;
use super::{Failure, Measured, child, clear, tell};

const GOALS: &[Goal] = &[
    goal("two threads, against one", ("cold", "one-thread"), Some(0.60)),
    goal("nothing changed, against cold", ("unchanged", "cold"), Some(0.15)),
    goal("one rule changed, against cold", ("one-rule", "cold"), Some(0.20)),
    goal("cold, against the floor", ("cold", "floor"), None),
    goal("minified, against cold", ("minify", "cold"), None),
];

const fn goal(title: &'static str, (case, against): (&'static str, &'static str), wall: Option<f64>) -> Goal {
    Goal {
        title,
        case,
        against,
        wall,
        cpu: None,
        peak: None,
    }
}

/// Runs all cases, round after round.
pub(super) fn measure(stand: &Stand) -> Result<Measured, Failure> {
    let mut cases = cases(stand);
    rounds::choose(&mut cases, GOALS, &stand.only);
    tell("a first build, to warm up");
    child::succeed(stand.generate("build").arg("--out").arg(warm(stand)))?;
    let results = Results::run(&cases, stand.runs)?;
    let broken = broken(stand, &results)?;
    clear(&warm(stand))?;
    let described = stand.described();
    let tables = vec![
        results.times("builds", &described),
        results.goals("goals", &described, GOALS),
        stages(&results, &described),
    ];
    Ok(Measured { tables, broken })
}

fn cases(stand: &Stand) -> Vec<Case<'_>> {
    let mut cases = vec![
        Case::new("floor", "read all input, write all output", |_| floor(stand)),
        Case::new("cold", "`gen build`, cold", |_| {
            cold(stand, &mut stand.generate("build"))
        }),
        Case::new("one-thread", "the same on one thread", |_| {
            cold(stand, stand.generate("build").args(["--jobs", "1"]))
        }),
        Case::new("unchanged", "`gen build`, nothing changed", |_| again(stand)),
        Case::new("one-rule", "`gen build`, one rule changed", |round| {
            stand.project.edit(round)?;
            again(stand)
        }),
        Case::new("check", "`gen check`", |_| {
            Run::summarized(stand.generate("check").arg("--exit-zero"))
        }),
    ];
    if let Some(program) = &stand.minifier {
        cases.push(Case::new("minify", "`gen build`, cold, minified", |_| {
            cold(stand, stand.with(program, "build").arg("--minify"))
        }));
    }
    cases
}

fn warm(stand: &Stand) -> PathBuf {
    stand.project.path("warm")
}

/// A build into an empty folder.
pub(super) fn cold(stand: &Stand, command: &mut Command) -> Result<Run, Failure> {
    let out = stand.project.path("cold");
    clear(&out)?;
    let run = Run::summarized(command.arg("--out").arg(&out));
    clear(&out)?;
    run
}

fn again(stand: &Stand) -> Result<Run, Failure> {
    Run::summarized(stand.generate("build").arg("--out").arg(warm(stand)))
}

fn floor(stand: &Stand) -> Result<Run, Failure> {
    let out = stand.project.path("floor");
    clear(&out)?;
    let program = std::env::current_exe().map_err(|error| Failure::new(error.to_string()))?;
    let mut command = Command::new(program);
    command.arg("floor").arg(warm(stand)).arg(&out);
    command.args(&stand.project.sources).args(&stand.project.bundles);
    let run = Run::of(&mut command);
    clear(&out)?;
    run
}

fn stages(results: &Results, described: &str) -> Table {
    let note = format!("Seconds of the stages of a cold build; medians of {described}.");
    let head = ["stage", "all threads", "one thread", "ratio"];
    let mut table = Table::new("stages", note, &head);
    let (all, one) = (results.of("cold"), results.of("one-thread"));
    let names = all
        .first()
        .map(|run| run.summary.stages.clone())
        .unwrap_or_default();
    for (name, _) in names {
        let (all, one) = (seconds(all, &name), seconds(one, &name));
        table.rows.push(vec![
            name,
            format!("{:.2}", median(&all)),
            format!("{:.2}", median(&one)),
            format!("{:.2}", ratio(&all, &one)),
        ]);
    }
    table
}

fn seconds(runs: &[Run], stage: &str) -> Vec<f64> {
    let of = |run: &Run| run.summary.stages.iter().find(|(name, _)| name == stage).cloned();
    runs.iter().filter_map(of).map(|(_, seconds)| seconds).collect()
}

/// What is promised of bytes, not of times.
fn broken(stand: &Stand, results: &Results) -> Result<Vec<String>, Failure> {
    let mut broken = Vec::new();
    let unchanged = results.of("unchanged");
    if unchanged
        .iter()
        .any(|it| it.summary.written + it.summary.removed > 0)
    {
        broken.push("a build wrote files although nothing had changed".to_owned());
    }
    if !results.of("one-rule").is_empty() {
        let out = stand.project.path("cold");
        clear(&out)?;
        child::succeed(stand.generate("build").arg("--out").arg(&out))?;
        let told = |path: PathBuf| format!("{}: differs from a cold build", path.display());
        broken.extend(difference(&warm(stand), &out).map(told));
        clear(&out)?;
    }
    Ok(broken)
}

/// The first file that two trees do not have alike.
pub(super) fn difference(one: &Path, other: &Path) -> Option<PathBuf> {
    let files = |root: &Path| -> Vec<PathBuf> {
        let entries = WalkDir::new(root).sort_by_file_name().into_iter().flatten();
        let files = entries.filter(|it| it.file_type().is_file());
        files
            .filter_map(|it| it.path().strip_prefix(root).ok().map(Path::to_owned))
            .collect()
    };
    let (these, those) = (files(one), files(other));
    if let Some((this, _)) = these.iter().zip(&those).find(|(this, that)| this != that) {
        return Some(this.clone());
    }
    let shorter = these.len().min(those.len());
    let odd = these.get(shorter).or_else(|| those.get(shorter)).cloned();
    let differs = |path: &&PathBuf| fs::read(one.join(path)).ok() != fs::read(other.join(path)).ok();
    odd.or_else(|| these.iter().find(differs).cloned())
}
