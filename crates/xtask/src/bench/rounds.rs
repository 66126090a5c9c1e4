//! Cases run in turn, round after round, and what came of it.

use std::process::Command;

use super::child::{self, Usage};
use super::stats::{median, ratio};
use super::summary::Summary;
use super::table::Table;
use super::{Failure, tell};

/// Something that is run once a round.
pub(super) struct Case<'a> {
    pub(super) name: &'static str,
    pub(super) title: String,
    run: Box<dyn Fn(usize) -> Result<Run, Failure> + 'a>,
}

/// One run of a case.
#[derive(Clone, Debug, Default)]
pub(super) struct Run {
    pub(super) usage: Usage,
    /// What `gen` said of itself; empty of other programs.
    pub(super) summary: Summary,
}

/// A comparison: a case, what it is compared with, and the most that the quotients of their times, processor times
/// and memory may be.
pub(super) struct Goal {
    pub(super) title: &'static str,
    pub(super) case: &'static str,
    pub(super) against: &'static str,
    pub(super) wall: Option<f64>,
    pub(super) cpu: Option<f64>,
    pub(super) peak: Option<f64>,
}

impl<'a> Case<'a> {
    pub(super) fn new(
        name: &'static str,
        title: &str,
        run: impl Fn(usize) -> Result<Run, Failure> + 'a,
    ) -> Case<'a> {
        Case {
            name,
            title: title.to_owned(),
            run: Box::new(run),
        }
    }
}

impl Run {
    /// Runs a program other than `gen`.
    pub(super) fn of(command: &mut Command) -> Result<Run, Failure> {
        let usage = child::succeed(command)?.usage;
        let summary = Summary::default();
        Ok(Run { usage, summary })
    }

    /// Runs `gen`.
    pub(super) fn summarized(command: &mut Command) -> Result<Run, Failure> {
        let finished = child::succeed(command)?;
        let summary = Summary::of(&finished.output);
        Ok(Run {
            usage: finished.usage,
            summary: summary.ok_or_else(|| Failure::new("gen printed no summary"))?,
        })
    }
}

/// Keeps the cases asked for, and those that they are compared with; all when none is asked for.
pub(super) fn choose(cases: &mut Vec<Case<'_>>, goals: &[Goal], only: &[String]) {
    let asked = |name: &str| only.is_empty() || only.iter().any(|it| it == name);
    let needed = |name: &str| goals.iter().any(|it| it.against == name && asked(it.case));
    cases.retain(|it| asked(it.name) || needed(it.name));
}

/// All runs of all cases.
pub(super) struct Results {
    /// Name and title of each case.
    titles: Vec<(&'static str, String)>,
    runs: Vec<Vec<Run>>,
}

impl Results {
    /// Runs the cases in turn.
    pub(super) fn run(cases: &[Case<'_>], rounds: usize) -> Result<Results, Failure> {
        let mut results = Results {
            titles: cases.iter().map(|it| (it.name, it.title.clone())).collect(),
            runs: cases.iter().map(|_| Vec::new()).collect(),
        };
        for round in 1..=rounds {
            for (case, runs) in cases.iter().zip(&mut results.runs) {
                tell(&format!("round {round} of {rounds}: {}", case.name));
                runs.push((case.run)(round)?);
            }
        }
        Ok(results)
    }

    /// The runs of a case; none if it was not asked for.
    pub(super) fn of(&self, name: &str) -> &[Run] {
        let found = self.titles.iter().position(|(it, _)| *it == name);
        found.map_or(&[], |at| &self.runs[at])
    }

    /// Medians of every case.
    pub(super) fn times(&self, key: &'static str, described: &str) -> Table {
        let head = ["what", "wall s", "CPU s", "peak MiB", "files written"];
        let mut table = Table::new(key, format!("Medians of {described}."), &head);
        for ((_, title), runs) in self.titles.iter().zip(&self.runs) {
            let written: Vec<f64> = runs.iter().map(|it| it.summary.written as f64).collect();
            let mebibytes = median(&peaks(runs)) / f64::from(1 << 20);
            table.rows.push(vec![
                title.clone(),
                format!("{:.2}", median(&walls(runs))),
                format!("{:.2}", median(&cpus(runs))),
                format!("{mebibytes:.0}"),
                format!("{:.0}", median(&written)),
            ]);
        }
        table
    }

    /// Ratios, with the goals they have.
    pub(super) fn goals(&self, key: &'static str, described: &str, goals: &[Goal]) -> Table {
        let note = format!("Medians of the ratios within a round, goals in brackets; {described}.");
        let mut table = Table::new(key, note, &["what", "wall", "CPU", "peak memory"]);
        for goal in goals {
            let (these, those) = (self.of(goal.case), self.of(goal.against));
            if these.is_empty() || those.is_empty() {
                continue;
            }
            let cell = |of: fn(&[Run]) -> Vec<f64>, goal: Option<f64>| {
                let goal = goal.map_or_else(String::new, |goal| format!(" (≤ {goal:.2})"));
                format!("{:.2}{goal}", ratio(&of(these), &of(those)))
            };
            table.rows.push(vec![
                goal.title.to_owned(),
                cell(walls, goal.wall),
                cell(cpus, goal.cpu),
                cell(peaks, goal.peak),
            ]);
        }
        table
    }
}

fn walls(runs: &[Run]) -> Vec<f64> {
    runs.iter().map(|run| run.usage.wall.as_secs_f64()).collect()
}

fn cpus(runs: &[Run]) -> Vec<f64> {
    runs.iter().map(|run| run.usage.cpu.as_secs_f64()).collect()
}

fn peaks(runs: &[Run]) -> Vec<f64> {
    runs.iter().map(|run| run.usage.peak as f64).collect()
}
