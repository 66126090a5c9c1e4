//! Panther (<https://github.com/panther-labs/panther-analysis>,
//! <https://docs.panther.com/detections>): a YAML file says what a detection is, and a Python file beside it, a
//! scheduled query, or the YAML itself says what it looks for.

mod correlation;
mod library;
mod meaning;
mod raw;

use std::sync::Arc;

use query::python::Kind;
use query::{Decoded, yaml};
use rule::{Language, Logic, Query, Reason, Relation, Rule, RuleLogic, Span, Step};

use self::library::Corpus;
use self::raw::Raw;
use super::{About, Given, Reader, Vendor};
use crate::text_file::TextFile;
use crate::yaml_rule::Parsed;
use crate::{Problem, ProblemCode, attach, yaml_rule};

/// The vendor.
pub(super) struct Panther;

static ABOUT: About = About {
    id: "panther",
    title: "Panther",
    mark: "Pa",
    include: &["**/*.yml", "**/*.yaml"],
    companions: &["**/*.py"],
    exclude: &[
        "**/.*",
        "indexes/**",
        "packs/**",
        "schemas/**",
        "style_guides/**",
        "templates/**",
        "test_scenarios/**",
        "**/*_test.py",
    ],
    signs: &[&["AnalysisType"]],
};

impl Vendor for Panther {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn is_shared(&self, file: &TextFile) -> bool {
        library::is_shared(file)
    }

    fn open(&self, files: &[Arc<TextFile>]) -> Box<dyn Reader> {
        Box::new(Corpus::gather(files))
    }
}

impl Reader for Corpus {
    fn read(&self, file: &TextFile) -> Result<Given, Problem> {
        if file.path.ends_with(".py") {
            return Ok(Given::companion());
        }
        let Parsed::<Raw> { raw, mut problems } = yaml_rule::parse(file)?;
        let mut rule = meaning::rule(&raw);
        match raw.analysis_type.as_str() {
            "rule" | "scheduled_rule" | "policy" if raw.filename.is_empty() => {
                problems.extend(simple(&mut rule, file)?);
            }
            "rule" => problems.extend(self.python(&mut rule, file, &raw, Kind::Rule)),
            "policy" => problems.extend(self.python(&mut rule, file, &raw, Kind::Policy)),
            "scheduled_rule" => problems.extend(self.scheduled(&mut rule, file, &raw)),
            "correlation_rule" => correlate(&mut rule, file)?,
            "" => {
                return Err(Problem::error(
                    &file.path,
                    "not a detection: there is no `AnalysisType`",
                ));
            }
            _ => return Ok(Given::companion()),
        }
        rule.logic.thresholds.extend(meaning::threshold(file, &raw));
        Ok(Given::rule(rule, problems))
    }
}

impl Corpus {
    /// The detection's logic is a function in a file beside it.
    fn python(&self, rule: &mut Rule, file: &TextFile, raw: &Raw, kind: Kind) -> Vec<Problem> {
        let path = beside(file, &raw.filename);
        let source = self.sources.get(path.as_str());
        rule.query = Some(Query {
            language: Language::Python,
            text: source.map(|it| it.text.to_string()).unwrap_or_default(),
            span: Span::NONE,
            file: Some(path.clone()),
        });
        let Some(source) = source else {
            rule.logic = RuleLogic::opaque("", Reason::MissingFile, Span::NONE);
            let message = format!("its Python file `{path}` is missing");
            let problem = Problem::warning(&file.path, message).of(ProblemCode::MissingFile);
            return vec![problem.with_help(Some("copy the Python files along with the YAML"))];
        };
        let Decoded { logic, diagnostics } = query::python::decode(&source.text, kind, &self.library);
        rule.logic = logic;
        let place = |diagnostic| Problem::from_diagnostic(source, diagnostic);
        diagnostics.into_iter().map(place).collect()
    }

    /// The detection runs on the results of saved queries: these are the steps, the function is the stage over
    /// their rows. Mostly it only says yes.
    fn scheduled(&self, rule: &mut Rule, file: &TextFile, raw: &Raw) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut over_rows = None;
        if self.sources.contains_key(beside(file, &raw.filename).as_str()) {
            let mut python = Rule::default();
            problems = self.python(&mut python, file, raw, Kind::ScheduledRule);
            over_rows = Some(python.logic);
        }
        let mut logics = Vec::new();
        for name in &raw.scheduled_queries {
            let Some((path, text)) = self.queries.get(name) else {
                let message = format!("the query `{name}` is defined nowhere");
                problems.push(Problem::warning(&file.path, message).of(ProblemCode::MissingFile));
                logics.push(RuleLogic::opaque(name, Reason::Undefined, Span::NONE));
                continue;
            };
            let decoded = attach::decode(Language::Sql, text);
            logics.push(decoded.logic);
            let whole = |diagnostic| Problem::of_whole(path, diagnostic);
            problems.extend(decoded.diagnostics.into_iter().map(whole));
            let file = Some(path.clone());
            let query = Query {
                language: Language::Sql,
                text: text.clone(),
                span: Span::NONE,
                file,
            };
            rule.query.get_or_insert(query);
        }
        rule.logic = union(logics);
        if let Some(over_rows) = over_rows {
            rule.logic.rows = Some(rows(over_rows.steps));
            rule.logic.losses.extend(over_rows.losses);
        }
        problems
    }
}

/// A path next to a file. It is only ever looked up among the files that were read.
fn beside(file: &TextFile, name: &str) -> String {
    match file.folder() {
        "" => name.to_owned(),
        folder => format!("{folder}/{name}"),
    }
}

/// Each query finds on its own.
fn union(mut logics: Vec<RuleLogic>) -> RuleLogic {
    match logics.len() {
        0 => RuleLogic::opaque("", Reason::NoQuery, Span::NONE),
        1 => logics.remove(0),
        _ => {
            let mut whole = RuleLogic {
                relation: Relation::Union,
                ..RuleLogic::default()
            };
            for logic in logics {
                let before = whole.steps.len();
                whole.steps.extend(logic.steps);
                let thresholds = logic.thresholds.into_iter().map(|it| it.behind(before));
                whole.thresholds.extend(thresholds);
                whole.losses.extend(logic.losses);
            }
            whole
        }
    }
}

/// The stage over a query's rows. Its places are those of another text and are forgotten.
fn rows(steps: Vec<Step>) -> Step {
    let mut stage = Step::new(None, Logic::all(steps.into_iter().map(|step| step.logic)));
    stage.logic.map_spans(&|_| Span::NONE);
    stage
}

/// The detection's conditions stand in its YAML.
fn simple(rule: &mut Rule, file: &TextFile) -> Result<Vec<Problem>, Problem> {
    let document = document(file)?;
    if document.get("Detection").is_none() {
        let problem = Problem::error(
            &file.path,
            "not a detection: there is neither `Filename` nor `Detection`",
        );
        return Err(problem);
    }
    let decoded = query::simple::decode(&document);
    rule.logic = decoded.logic;
    rule.query = Some(detection(file, &document));
    let place = |diagnostic| Problem::from_diagnostic(file, diagnostic);
    Ok(decoded.diagnostics.into_iter().map(place).collect())
}

fn correlate(rule: &mut Rule, file: &TextFile) -> Result<(), Problem> {
    let document = document(file)?;
    rule.query = Some(detection(file, &document));
    correlation::lower(rule, &document);
    Ok(())
}

fn document(file: &TextFile) -> Result<yaml::Node, Problem> {
    let documents =
        yaml::parse(&file.text).map_err(|diagnostic| Problem::from_diagnostic(file, diagnostic))?;
    let none = || Problem::error(&file.path, "the file is empty");
    documents.into_iter().next().ok_or_else(none)
}

/// The text of the key `Detection`.
fn detection(file: &TextFile, document: &yaml::Node) -> Query {
    let entry = document
        .entries()
        .iter()
        .find(|(key, _)| key.text() == Some("Detection"));
    let span = entry.map_or(Span::NONE, |(key, value)| Span {
        start: key.span.start,
        end: value.span.end,
    });
    let text = span.text(&file.text).unwrap_or_default().trim_end();
    let start = span.start as usize;
    let span = Span::new(start, start + text.len());
    Query {
        language: Language::Yaml,
        text: text.to_owned(),
        span,
        file: None,
    }
}
