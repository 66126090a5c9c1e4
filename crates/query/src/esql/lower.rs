//! From commands to a rule's logic.

use std::rc::Rc;

use rule::{Diagnostic, Reason, Relation, RuleLogic, Span, Step};

use super::ast::{Assignment, Command, CommandKind, Failure};
use super::columns::{Columns, Value};
use super::conditions::Reader;
use super::settle::Demands;
use crate::Decoded;

/// More branches than Elasticsearch allows in a query; the bound keeps those within branches from multiplying.
const MAX_BRANCHES: usize = 16;

/// More fields than any query groups by; the bound keeps hostile input small.
const MAX_BY: usize = 64;

/// One way through the query: what its rows come from and what they must satisfy.
#[derive(Clone, Debug, Default)]
struct Path<'t> {
    text: &'t str,
    sources: Vec<String>,
    columns: Columns,
    demands: Demands,
    by: Vec<String>,
    within: Option<String>,
}

/// Lowers a query.
pub(super) fn lower(text: &str, commands: &[Command]) -> Decoded {
    let mut paths = vec![Path {
        text,
        ..Path::default()
    }];
    run(commands, &mut paths);
    let union = paths.len() > 1;
    let mut logic = RuleLogic::default();
    let mut diagnostics = Vec::new();
    for path in paths {
        let source = (!path.sources.is_empty()).then(|| path.sources.join(", "));
        let demands = path.demands;
        logic
            .steps
            .push(Step::new(source, rule::Logic::all(demands.conditions)));
        if !demands.steps.is_empty() {
            logic.relation = Relation::Join;
        }
        logic.steps.extend(demands.steps);
        logic.thresholds.extend(demands.thresholds);
        logic.losses.extend(demands.losses);
        diagnostics.extend(demands.diagnostics);
        logic.by = path.by;
        logic.within = path.within;
    }
    if union {
        logic.relation = Relation::Union;
    }
    Decoded { logic, diagnostics }
}

fn run(commands: &[Command], paths: &mut Vec<Path<'_>>) {
    for command in commands {
        match &command.kind {
            CommandKind::Branches(branches) => branch(branches, command.span, paths),
            _ => paths.iter_mut().for_each(|path| path.apply(command)),
        }
    }
}

/// Every branch goes on from where each path is.
fn branch(branches: &[Vec<Command>], span: Span, paths: &mut Vec<Path<'_>>) {
    if branches.is_empty() {
        return;
    }
    if paths.len() * branches.len() > MAX_BRANCHES {
        for path in paths.iter_mut() {
            path.unread(span, Failure::TooDeep(span));
        }
        return;
    }
    let mut all = Vec::new();
    for path in paths.iter() {
        for commands in branches {
            let mut own = vec![path.clone()];
            run(commands, &mut own);
            all.append(&mut own);
        }
    }
    *paths = all;
}

impl Path<'_> {
    fn reader(&self) -> Reader<'_> {
        Reader::new(self.text, &self.columns)
    }

    fn apply(&mut self, command: &Command) {
        match &command.kind {
            CommandKind::From(patterns) => self.sources.extend(patterns.iter().cloned()),
            CommandKind::Where(condition) => {
                let tree = self.reader().condition(condition);
                let whole = condition.span.text(self.text).unwrap_or_default();
                self.demands.add(&tree, whole, condition.span);
            }
            CommandKind::Eval(assignments) => {
                for Assignment { name, value, .. } in assignments {
                    let value = self.reader().value(value);
                    self.columns.set(name.clone(), value);
                }
            }
            CommandKind::Stats(aggregates, by) => self.stats(aggregates, by),
            CommandKind::Rename(renames) => {
                for (old, new) in renames {
                    let value = self.columns.get(old);
                    self.columns.set(new.clone(), value);
                }
            }
            CommandKind::Extract(from, columns) => {
                let value = match self.reader().value(from) {
                    Value::Foreign => Value::Foreign,
                    _ => Value::default(),
                };
                self.make(columns, &value);
            }
            CommandKind::Parts(prefix) => self.columns.set_parts(prefix.clone()),
            CommandKind::Foreign(columns) => self.make(columns, &Value::Foreign),
            CommandKind::Unread(failure) => self.unread(command.span, *failure),
            CommandKind::Branches(_) | CommandKind::Plumbing => {}
        }
    }

    fn make(&mut self, columns: &[String], value: &Value) {
        for column in columns {
            self.columns.set(column.clone(), value.clone());
        }
    }

    fn unread(&mut self, span: Span, failure: Failure) {
        let (at, why, message) = match failure {
            Failure::Unexpected(at) => (at, Reason::Syntax, "this does not continue the command"),
            Failure::TooDeep(at) => (at, Reason::TooDeep, "the command is nested too deeply"),
            Failure::Unknown => (span, Reason::Unsupported, "this command is not known"),
        };
        let whole = span.text(self.text).unwrap_or_default();
        let diagnostic = Diagnostic::error(at, message);
        self.demands.add_opaque(whole, why, span, diagnostic);
    }

    /// Groups first, for aggregates carry them.
    fn stats(&mut self, aggregates: &[Assignment], by: &[Assignment]) {
        let mut fields = Vec::new();
        let mut within = None;
        for Assignment { name, value, .. } in by {
            let value = self.reader().value(value);
            match &value {
                Value::Field(source) => fields.push(source.field.clone()),
                Value::Time(width) => within = within.or_else(|| width.clone()),
                _ => fields.push(name.clone()),
            }
            self.columns.set(name.clone(), value);
        }
        fields.truncate(MAX_BY);
        let groups = Rc::new(fields.clone());
        let mut made = Vec::new();
        for Assignment { name, value, filter } in aggregates {
            let reader = Reader {
                by: Rc::clone(&groups),
                within: within.clone(),
                ..self.reader()
            };
            made.push((name.clone(), reader.aggregated(name, value, filter.as_ref())));
        }
        made.into_iter()
            .for_each(|(name, value)| self.columns.set(name, value));
        self.by = fields;
        self.within = within;
    }
}
