//! Problems of files and findings about rules in one shape, as every format prints them.

mod files;
mod place;

use catalog::{Finding, Sketch};
use corpus::{Problem, ProblemCode};
use rayon::prelude::*;
use rule::{Level, Lines};

use crate::config::Config;
pub(crate) use files::Files;
pub(crate) use place::Region;
use place::Spot;

/// Something to be said about a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Remark {
    /// The stable name of its kind.
    pub(crate) code: &'static str,
    /// How much it matters.
    pub(crate) level: Level,
    /// The source's name.
    pub(crate) source: String,
    /// The file, as seen from where gen runs.
    pub(crate) file: String,
    /// Where in the file.
    pub(crate) region: Region,
    /// What is wrong, in one sentence without a full stop.
    pub(crate) message: String,
    /// What to do about it.
    pub(crate) help: Option<String>,
    /// The line, when there is one and it is short enough to be shown.
    pub(crate) excerpt: Option<String>,
    /// The rule, for findings.
    pub(crate) rule: Option<Named>,
}

/// A rule by its names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Named {
    /// The vendor's id.
    pub(crate) vendor: String,
    /// The rule's id.
    pub(crate) id: String,
    /// Its title.
    pub(crate) title: String,
}

impl Remark {
    /// All problems as remarks.
    pub(crate) fn of_problems(config: &Config, problems: &[Problem]) -> Vec<Remark> {
        let files = Files::new(config);
        problems
            .iter()
            .map(|problem| Remark::of_problem(&files, problem))
            .collect()
    }

    /// An error in what a site is made of beside rules: its configuration, a template, a page.
    pub(crate) fn of_site(file: &str, message: &str) -> Remark {
        Remark {
            code: ProblemCode::Configuration.id(),
            level: Level::Error,
            source: String::new(),
            file: file.to_owned(),
            region: Region::default(),
            message: message.to_owned(),
            help: None,
            excerpt: None,
            rule: None,
        }
    }

    fn of_problem(files: &Files, problem: &Problem) -> Remark {
        Remark {
            code: problem.code.id(),
            level: problem.level,
            source: problem.source.clone(),
            file: files.path(&problem.source, &problem.path),
            region: Region::point(problem.line, problem.column),
            message: problem.message.clone(),
            help: problem.help.clone(),
            excerpt: problem.excerpt.clone(),
            rule: None,
        }
    }

    /// All findings about rules as remarks, by file. Each file is opened again, to say where in it they are.
    pub(crate) fn of_findings(config: &Config, rules: &[Sketch], findings: Vec<Finding>) -> Vec<Remark> {
        let files = Files::new(config);
        let remark = |finding: Finding| {
            let rule = &rules[finding.rule as usize];
            let spot = Spot::new(rule, finding.place);
            (Remark::of_finding(&files, spot.path, rule, finding), spot)
        };
        let mut remarks: Vec<(Remark, Spot<'_>)> = findings.into_iter().map(remark).collect();
        remarks.sort_by(|(a, _), (b, _)| a.file.cmp(&b.file));
        let of_one_file = |(a, _): &(Remark, Spot<'_>), (b, _): &(Remark, Spot<'_>)| a.file == b.file;
        remarks.par_chunk_by_mut(of_one_file).for_each(|remarks| {
            let Some((first, spot)) = remarks.first() else {
                return;
            };
            let text = files.text(&first.source, spot.path).unwrap_or_default();
            let lines = Lines::new(&text);
            for (remark, spot) in remarks {
                (remark.region, remark.excerpt) = spot.look_up(&text, &lines);
            }
        });
        remarks.into_iter().map(|(remark, _)| remark).collect()
    }

    fn of_finding(files: &Files, path: &str, rule: &Sketch, finding: Finding) -> Remark {
        Remark {
            code: finding.code,
            level: finding.level,
            source: rule.source.to_string(),
            file: files.path(&rule.source, path),
            region: Region::default(),
            message: finding.message,
            help: finding.help.map(Into::into),
            excerpt: None,
            rule: Some(Named {
                vendor: rule.vendor.to_string(),
                id: rule.id.to_string(),
                title: rule.title.to_string(),
            }),
        }
    }
}
