//! Whole builds: cold, on one thread, with nothing or one rule changed, beside the floor.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use walkdir::WalkDir;

use super::child::{self, Usage};
use super::stand::Stand;
use super::stats::{median, ratio};
use super::summary::Summary;
use super::table::Table;
use super::{Failure, Measured, clear, tell};

/// Something that is run once a round.
struct Case {
    name: &'static str,
    title: &'static str,
    run: fn(&Stand, usize) -> Result<Run, Failure>,
}

/// One run of a case.
struct Run {
    usage: Usage,
    summary: Summary,
}

const CASES: &[Case] = &[
    Case::new("floor", "read all input, write all output", floor),
    Case::new("cold", "`gen build`, cold", cold),
    Case::new("one-thread", "the same on one thread", one_thread),
    Case::new("unchanged", "`gen build`, nothing changed", unchanged),
    Case::new("one-rule", "`gen build`, one rule changed", one_rule),
    Case::new("check", "`gen check`", check),
    Case::new("minify", "`gen build`, cold, minified", minified),
];

/// A comparison with a goal: a case, what it is compared with, and the most that the quotient of their times may be.
struct Goal {
    title: &'static str,
    case: &'static str,
    against: &'static str,
    goal: Option<f64>,
}

const GOALS: &[Goal] = &[
    Goal::new("two threads, against one", "cold", "one-thread", Some(0.60)),
    Goal::new("nothing changed, against cold", "unchanged", "cold", Some(0.15)),
    Goal::new("one rule changed, against cold", "one-rule", "cold", Some(0.20)),
    Goal::new("cold, against the floor", "cold", "floor", None),
    Goal::new("minified, against cold", "minify", "cold", None),
];

impl Case {
    const fn new(
        name: &'static str,
        title: &'static str,
        run: fn(&Stand, usize) -> Result<Run, Failure>,
    ) -> Case {
        Case { name, title, run }
    }
}

impl Goal {
    const fn new(title: &'static str, case: &'static str, against: &'static str, goal: Option<f64>) -> Goal {
        Goal {
            title,
            case,
            against,
            goal,
        }
    }
}

/// Runs all cases, round after round.
pub(super) fn measure(stand: &mut Stand) -> Result<Measured, Failure> {
    let cases = chosen(stand);
    tell("a first build, to warm up");
    child::succeed(stand.generate("build").arg("--out").arg(warm(stand)))?;
    let mut runs: Vec<Vec<Run>> = cases.iter().map(|_| Vec::new()).collect();
    for round in 1..=stand.runs {
        for (case, runs) in cases.iter().zip(&mut runs) {
            tell(&format!("round {round} of {}: {}", stand.runs, case.name));
            runs.push((case.run)(stand, round)?);
        }
    }
    let results = Results { cases, runs };
    Ok(Measured {
        tables: vec![results.times(stand), results.goals(stand), results.stages(stand)],
        broken: results.broken(stand)?,
    })
}

/// The cases asked for, and those that they are compared with.
fn chosen(stand: &Stand) -> Vec<&'static Case> {
    let only = &stand.only;
    let asked = |name: &str| only.is_empty() || only.iter().any(|it| it == name);
    let needed = |name: &str| GOALS.iter().any(|it| it.against == name && asked(it.case));
    let can = |name: &str| name != "minify" || stand.minifier.is_some();
    CASES
        .iter()
        .filter(|it| (asked(it.name) || needed(it.name)) && can(it.name))
        .collect()
}

fn warm(stand: &Stand) -> PathBuf {
    stand.project.path("warm")
}

fn summarized(command: &mut Command) -> Result<Run, Failure> {
    let finished = child::succeed(command)?;
    let summary = Summary::of(&finished.output);
    Ok(Run {
        usage: finished.usage,
        summary: summary.ok_or_else(|| Failure::new("gen printed no summary"))?,
    })
}

fn into_empty(stand: &Stand, command: &mut Command) -> Result<Run, Failure> {
    let out = stand.project.path("cold");
    clear(&out)?;
    let run = summarized(command.arg("--out").arg(&out));
    clear(&out)?;
    run
}

fn cold(stand: &Stand, _: usize) -> Result<Run, Failure> {
    into_empty(stand, &mut stand.generate("build"))
}

fn one_thread(stand: &Stand, _: usize) -> Result<Run, Failure> {
    into_empty(stand, stand.generate("build").args(["--jobs", "1"]))
}

fn minified(stand: &Stand, _: usize) -> Result<Run, Failure> {
    let program = stand.minifier.clone().unwrap_or_default();
    into_empty(stand, &mut stand.with(&program, "build"))
}

fn unchanged(stand: &Stand, _: usize) -> Result<Run, Failure> {
    summarized(stand.generate("build").arg("--out").arg(warm(stand)))
}

fn one_rule(stand: &Stand, round: usize) -> Result<Run, Failure> {
    stand.project.edit(round)?;
    unchanged(stand, round)
}

fn check(stand: &Stand, _: usize) -> Result<Run, Failure> {
    summarized(stand.generate("check").arg("--exit-zero"))
}

fn floor(stand: &Stand, _: usize) -> Result<Run, Failure> {
    let out = stand.project.path("floor");
    clear(&out)?;
    let program = std::env::current_exe().map_err(|error| Failure::new(error.to_string()))?;
    let mut command = Command::new(program);
    command.arg("floor").arg(warm(stand)).arg(&out);
    command.args(&stand.project.sources).args(&stand.project.bundles);
    let finished = child::succeed(&mut command)?;
    clear(&out)?;
    Ok(Run {
        usage: finished.usage,
        summary: Summary::default(),
    })
}

struct Results {
    cases: Vec<&'static Case>,
    runs: Vec<Vec<Run>>,
}

impl Results {
    fn of(&self, name: &str) -> &[Run] {
        let found = self.cases.iter().position(|it| it.name == name);
        found.map_or(&[], |at| &self.runs[at])
    }

    fn times(&self, stand: &Stand) -> Table {
        let note = format!("Medians of {}.", stand.described());
        let head = ["what", "wall s", "CPU s", "peak MiB", "files written"];
        let mut table = Table::new("builds", note, &head);
        for (case, runs) in self.cases.iter().zip(&self.runs) {
            let written: Vec<f64> = runs.iter().map(|it| it.summary.written as f64).collect();
            table.rows.push(vec![
                case.title.to_owned(),
                format!("{:.2}", median(&walls(runs))),
                format!("{:.2}", median(&cpus(runs))),
                format!("{:.0}", median(&peaks(runs))),
                format!("{:.0}", median(&written)),
            ]);
        }
        table
    }

    fn goals(&self, stand: &Stand) -> Table {
        let note = format!("Medians of ratios within a round; {}.", stand.described());
        let head = ["what", "wall", "goal", "CPU", "peak memory"];
        let mut table = Table::new("goals", note, &head);
        for goal in GOALS {
            let (these, those) = (self.of(goal.case), self.of(goal.against));
            if these.is_empty() || those.is_empty() {
                continue;
            }
            table.rows.push(vec![
                goal.title.to_owned(),
                format!("{:.2}", ratio(&walls(these), &walls(those))),
                goal.goal.map_or_else(String::new, |goal| format!("≤ {goal:.2}")),
                format!("{:.2}", ratio(&cpus(these), &cpus(those))),
                format!("{:.2}", ratio(&peaks(these), &peaks(those))),
            ]);
        }
        table
    }

    fn stages(&self, stand: &Stand) -> Table {
        let note = format!("Seconds of the stages of a cold build; {}.", stand.described());
        let head = ["stage", "all threads", "one thread", "ratio"];
        let mut table = Table::new("stages", note, &head);
        let (all, one) = (self.of("cold"), self.of("one-thread"));
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

    /// What is promised of bytes, not of times.
    fn broken(&self, stand: &Stand) -> Result<Vec<String>, Failure> {
        let mut broken = Vec::new();
        if self.of("unchanged").iter().any(|it| it.summary.written > 0) {
            broken.push("a build wrote files although nothing had changed".to_owned());
        }
        if !self.of("one-rule").is_empty() {
            let out = stand.project.path("cold");
            clear(&out)?;
            child::succeed(stand.generate("build").arg("--out").arg(&out))?;
            let other = difference(&warm(stand), &out);
            clear(&out)?;
            let told = |path: PathBuf| format!("{}: differs from a cold build", path.display());
            broken.extend(other.map(told));
        }
        Ok(broken)
    }
}

fn walls(runs: &[Run]) -> Vec<f64> {
    runs.iter().map(|run| run.usage.wall.as_secs_f64()).collect()
}

fn cpus(runs: &[Run]) -> Vec<f64> {
    runs.iter().map(|run| run.usage.cpu.as_secs_f64()).collect()
}

fn peaks(runs: &[Run]) -> Vec<f64> {
    let mebibytes = |run: &Run| run.usage.peak as f64 / f64::from(1 << 20);
    runs.iter().map(mebibytes).collect()
}

fn seconds(runs: &[Run], stage: &str) -> Vec<f64> {
    let of = |run: &Run| run.summary.stages.iter().find(|(name, _)| name == stage).cloned();
    runs.iter().filter_map(of).map(|(_, seconds)| seconds).collect()
}

/// The first file that two trees do not have alike.
fn difference(one: &Path, other: &Path) -> Option<PathBuf> {
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
