//! The end of a run: what was read, what was written, how long it took.

use anstream::{eprintln, println};
use corpus::{Problem, Tally};
use rule::Level;
use serde_json::json;
use site::output::Outcome;

use crate::cli::{Cli, MessageFormat};
use crate::stages::Stages;

/// What there is to say.
pub(crate) struct Summary<'a> {
    /// Sources and how their files were accounted for.
    pub(crate) tallies: &'a [(String, Tally)],
    /// All problems.
    pub(crate) problems: &'a [Problem],
    /// Techniques with at least one rule.
    pub(crate) techniques: usize,
    /// Files of the site; zero when nothing was rendered.
    pub(crate) files: usize,
    /// What was written.
    pub(crate) outcome: Option<Outcome>,
}

impl Summary<'_> {
    fn count(&self, level: Level) -> usize {
        self.problems
            .iter()
            .filter(|problem| problem.level == level)
            .count()
    }
}

/// Prints the summary: to standard error for people, to standard output as JSON.
#[allow(
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "printing is what this does"
)]
pub(crate) fn print(cli: &Cli, summary: &Summary<'_>, stages: &Stages) {
    if cli.message_format == MessageFormat::Json {
        println!("{}", as_json(summary, stages));
        return;
    }
    if cli.quiet {
        return;
    }
    let width = summary
        .tallies
        .iter()
        .map(|(name, _)| name.chars().count())
        .max()
        .unwrap_or(0)
        .max(6);
    eprintln!(
        "{:width$}  {:>7} {:>7} {:>7} {:>10} {:>7}",
        "source", "files", "rules", "live", "companions", "refused"
    );
    for (name, it) in summary.tallies {
        eprintln!(
            "{name:width$}  {:>7} {:>7} {:>7} {:>10} {:>7}",
            it.files, it.rules, it.live, it.companions, it.refused
        );
    }
    let live: usize = summary.tallies.iter().map(|(_, tally)| tally.live).sum();
    eprintln!("\n{live} live rules on {} techniques", summary.techniques);
    if let Some(outcome) = &summary.outcome {
        let Outcome {
            written,
            unchanged,
            removed,
        } = outcome;
        eprintln!(
            "{} files: {written} written, {unchanged} unchanged, {removed} removed",
            summary.files
        );
    }
    let (errors, warnings) = (summary.count(Level::Error), summary.count(Level::Warning));
    eprintln!(
        "{errors} errors, {warnings} warnings, {} remarks",
        summary.count(Level::Note)
    );
    for (name, time) in stages.times() {
        eprintln!("{:>8.3} s  {name}", time.as_secs_f64());
    }
    eprintln!("{:>8.3} s  in all", stages.total().as_secs_f64());
}

fn as_json(summary: &Summary<'_>, stages: &Stages) -> serde_json::Value {
    let sources: Vec<_> = summary
        .tallies
        .iter()
        .map(|(name, it)| {
            json!({"name": name, "files": it.files, "read": it.read, "companions": it.companions,
                "refused": it.refused, "rules": it.rules, "live": it.live})
        })
        .collect();
    let times: Vec<_> = stages
        .times()
        .iter()
        .map(|(name, time)| json!({"stage": name, "seconds": time.as_secs_f64()}))
        .collect();
    json!({
        "kind": "summary",
        "sources": sources,
        "techniques": summary.techniques,
        "files": summary.files,
        "written": summary.outcome.map(|it| it.written),
        "unchanged": summary.outcome.map(|it| it.unchanged),
        "removed": summary.outcome.map(|it| it.removed),
        "errors": summary.count(Level::Error),
        "warnings": summary.count(Level::Warning),
        "remarks": summary.count(Level::Note),
        "stages": times,
        "seconds": stages.total().as_secs_f64(),
    })
}
