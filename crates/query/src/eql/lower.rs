//! A query to logic: steps, keys, windows, runs and pipes.

use std::collections::BTreeSet;

use rule::{Diagnostic, Logic, Operator, Reason, Relation, RuleLogic, Span, Step, Threshold};

use crate::Decoded;

use super::ast::{Expr, Kind, Pipe, Query, Relative, Sub};
use super::condition::Lowering;
use super::value::literal;

/// Pipes that choose, order or count what was found, and so are no conditions.
const PLUMBING: &[&str] = &[
    "head",
    "tail",
    "unique",
    "unique_count",
    "count",
    "sort",
    "window",
];

/// The logic of a query.
pub(super) fn lower(text: &str, query: &Query, diagnostics: Vec<Diagnostic>) -> Decoded {
    let mut lowering = Lowering {
        text,
        losses: BTreeSet::new(),
        diagnostics,
        variables: Vec::new(),
    };
    let mut logic = RuleLogic {
        relation: query.relation,
        within: query.maxspan.clone(),
        by: keys(
            text,
            query
                .by
                .iter()
                .chain(query.steps.iter().flat_map(|step| &step.by)),
        ),
        ..RuleLogic::default()
    };
    for sub in &query.steps {
        lowering.step(sub, &mut logic);
        logic.thresholds.extend(runs(text, query, sub));
    }
    for (i, pipe) in query.pipes.iter().enumerate() {
        let before = i.checked_sub(1).and_then(|i| query.pipes.get(i));
        lowering.pipe(pipe, before, &mut logic);
    }
    logic.losses = lowering.losses;
    Decoded {
        logic,
        diagnostics: lowering.diagnostics,
    }
}

/// The names of keys, each once.
fn keys<'q>(text: &str, keys: impl Iterator<Item = &'q Expr>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for key in keys {
        let name = match &key.kind {
            Kind::Field(name) => name.clone(),
            _ => key.span.text(text).unwrap_or_default().to_owned(),
        };
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// `with runs=N` asks for N such events in the window.
fn runs(text: &str, query: &Query, sub: &Sub) -> Option<Threshold> {
    let runs = sub.runs.as_ref()?;
    Some(Threshold {
        by: keys(text, query.by.iter().chain(&sub.by)),
        within: query.maxspan.clone(),
        ..Threshold::new("count", Operator::Gte, runs.count.clone(), runs.span)
    })
}

impl Lowering<'_> {
    /// The step of an event. What it asks of processes further up the tree are steps before it, where it asks in
    /// any case.
    fn step(&mut self, sub: &Sub, logic: &mut RuleLogic) {
        let parts = match &sub.condition.kind {
            Kind::All(parts) if !sub.absent => parts.as_slice(),
            _ => std::slice::from_ref(&sub.condition),
        };
        let mut own = Vec::new();
        for part in parts {
            match relative(part) {
                Some((relative, absent)) if !sub.absent => self.related(relative, absent, logic),
                _ => own.push(self.condition(part)),
            }
        }
        logic.steps.push(Step {
            alias: sub.alias.clone(),
            source: sub.category.clone(),
            absent: sub.absent,
            logic: Logic::all(own),
        });
    }

    /// The step of an event that another is a relative of.
    fn related(&mut self, relative: &Relative, absent: bool, logic: &mut RuleLogic) {
        if logic.relation == Relation::Single {
            logic.relation = Relation::Join;
        }
        let alias = match relative.word.as_str() {
            "descendant" => "ancestor",
            "child" => "parent",
            other => other,
        };
        logic.steps.push(Step {
            alias: Some(alias.to_owned()),
            source: relative.event.category.clone(),
            absent,
            logic: self.condition(&relative.event.condition),
        });
    }

    fn pipe(&mut self, pipe: &Pipe, before: Option<&Pipe>, logic: &mut RuleLogic) {
        match (pipe.name.as_str(), pipe.args.as_slice()) {
            (name, _) if PLUMBING.contains(&name) => {}
            ("filter", [condition]) => match counted(self.text, condition, before) {
                Some(threshold) => logic.thresholds.push(threshold),
                None if logic.relation == Relation::Single => {
                    let condition = self.condition(condition);
                    add(logic, condition);
                }
                None => {
                    let message = "a filter behind a sequence may name any of its events";
                    let clause = self.undecoded(condition.span, Reason::Unsupported, message);
                    add(logic, clause);
                }
            },
            _ => {
                let clause = self.undecoded(pipe.span, Reason::Unsupported, "this pipe is not known");
                add(logic, clause);
            }
        }
    }
}

/// `descendant of [ … ]` as a whole condition, and whether it is negated.
fn relative(condition: &Expr) -> Option<(&Relative, bool)> {
    match &condition.kind {
        Kind::Relative(relative) => Some((relative, false)),
        Kind::Not(inner) => relative(inner).map(|(relative, absent)| (relative, !absent)),
        _ => None,
    }
}

/// Adds a condition to the last step.
fn add(logic: &mut RuleLogic, condition: Logic) {
    if let Some(last) = logic.steps.last_mut() {
        let before = std::mem::replace(&mut last.logic, Logic::TRUE);
        last.logic = Logic::all([before, condition]);
    }
}

/// `| unique_count a, b | filter count > 5` is a threshold.
fn counted(text: &str, condition: &Expr, before: Option<&Pipe>) -> Option<Threshold> {
    let before = before.filter(|pipe| matches!(pipe.name.as_str(), "count" | "unique_count"))?;
    let Kind::Compare(compare) = &condition.kind else {
        return None;
    };
    let is_count = matches!(&compare.left.kind, Kind::Field(name) if name == "count");
    let value = literal(&compare.right)?.text;
    (is_count && !compare.negated).then(|| Threshold {
        by: keys(text, before.args.iter()),
        ..Threshold::new(
            "count",
            compare.op,
            value,
            Span::new(condition.span.start as usize, condition.span.end as usize),
        )
    })
}
