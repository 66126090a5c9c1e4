//! Problems of files and findings about rules in one shape, as every format prints them.

mod place;

use catalog::{Catalog, Finding};
use corpus::{Problem, ProblemCode};
use rule::{Level, Rule};

use crate::config::Config;
use place::Counted;
pub(crate) use place::{Files, Region};

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

    /// All findings as remarks.
    pub(crate) fn of_findings(config: &Config, catalog: &Catalog, findings: Vec<Finding>) -> Vec<Remark> {
        let files = Files::new(config);
        let mut counted = Counted::default();
        let remark = |finding: Finding| {
            let rule = &catalog.entry(finding.rule).rule;
            Remark::of_finding(&files, &mut counted, rule, finding)
        };
        findings.into_iter().map(remark).collect()
    }

    fn of_finding<'a>(files: &Files, counted: &mut Counted<'a>, rule: &'a Rule, finding: Finding) -> Remark {
        let (path, region, excerpt) = counted.place(rule, finding.place);
        Remark {
            code: finding.code,
            level: finding.level,
            source: rule.source.clone(),
            file: files.path(&rule.source, path),
            region,
            message: finding.message,
            help: finding.help,
            excerpt,
            rule: Some(Named {
                vendor: rule.vendor.clone(),
                id: rule.id.clone(),
                title: rule.title.clone(),
            }),
        }
    }
}
