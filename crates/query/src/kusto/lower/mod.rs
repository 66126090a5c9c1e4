//! The syntax tree to logic.
//!
//! A query is run on meanings instead of rows: a [`flow::Flow`] says which events the rows of a tabular
//! expression come from and under which conditions, and its columns hold a [`scalar::Scalar`] each, the
//! meaning of the expression that made them. A condition on a column is so a condition on what it was made
//! from. `let`s are evaluated once, in order; functions are inlined where they are called.

mod call;
mod choice;
mod compare;
mod condition;
mod eval;
mod field;
mod finish;
mod flow;
mod functions;
mod gather;
mod inline;
mod join;
mod list;
mod lowered;
mod scalar;
mod scope;
mod sides;
mod stage;
mod subquery;
mod summarize;
mod table;

use std::rc::Rc;

use rule::{Diagnostic, Reason, RuleLogic, Span};

use self::flow::{Branch, Event, Flow};
use self::lowered::Lowered;
use self::scope::{Binding, Scope};
use super::ast::{Expr, Kind, Statement};
use crate::Depth;

/// Lowers a query. `words` is its length in words, which bounds the work.
pub(super) fn lower(
    text: &str,
    words: usize,
    statements: &[Statement],
    diagnostics: &mut Vec<Diagnostic>,
) -> RuleLogic {
    let mut lowerer = Lowerer {
        text,
        scope: Scope::new(),
        depth: Depth::default(),
        fuel: 100_000 + 20 * words,
        next_event: 0,
    };
    let mut flow = lowerer.statements(statements);
    if lowerer.fuel == 0 {
        let whole = Span::new(0, text.len());
        let message = "this query unfolds to more than can be read";
        diagnostics.push(Diagnostic::error(whole, message));
        let unread = Lowered::opaque(text, Reason::TooDeep, whole);
        if flow.branches.is_empty() {
            flow.branches.push(Branch::of(Event::default()));
        }
        if let Some(first) = flow.branches.first_mut() {
            first.add(unread);
        }
    }
    finish::finish(flow)
}

struct Lowerer<'a> {
    text: &'a str,
    scope: Scope,
    depth: Depth,
    /// What is left of the bound on all work: names that are used many times over are unfolded each time.
    fuel: usize,
    next_event: usize,
}

impl<'a> Lowerer<'a> {
    /// Takes from the bound; `false` when it is used up.
    fn spend(&mut self, amount: usize) -> bool {
        self.fuel = self.fuel.saturating_sub(amount);
        self.fuel > 0
    }

    fn text_of(&self, expr: &Expr) -> &'a str {
        expr.span.text(self.text).unwrap_or_default()
    }

    /// Runs statements: `let`s give names a meaning, queries side by side give their rows each on its own.
    fn statements(&mut self, statements: &[Statement]) -> Flow {
        let mut flow = Flow::default();
        for statement in statements {
            match statement {
                Statement::Let(name, value) => self.bind(name, value),
                Statement::Parameters(parameters) => {
                    for parameter in parameters {
                        self.bind_parameter(&parameter.name, parameter.default.as_ref());
                    }
                }
                Statement::Query(query) => {
                    let found = self.table(query);
                    flow.branches.extend(found.branches);
                    flow.is_watchlist |= flow.set.is_none() && found.is_watchlist;
                    flow.set = flow.set.or(found.set);
                }
            }
        }
        flow
    }

    fn bind(&mut self, name: &str, value: &Expr) {
        let binding = match &value.kind {
            Kind::Function(function) => Binding::Function(Rc::clone(function)),
            Kind::Name(other) if matches!(self.scope.get(other), Some(Binding::Function(_))) => {
                match self.scope.get(other) {
                    Some(binding) => binding.clone(),
                    None => return,
                }
            }
            _ if self.is_table(value) => {
                let mut flow = self.table(value);
                if !flow.is_watchlist {
                    flow.set = Some(name.to_owned());
                }
                name_events(&mut flow, name);
                Binding::Table(Rc::new(flow))
            }
            _ => {
                let scalar = self.eval(value, &flow::Columns::default());
                Binding::Scalar(scalar.via(name))
            }
        };
        self.scope.set(name, binding);
    }

    /// A parameter of the whole query: what is passed at run time is not known, its default is.
    fn bind_parameter(&mut self, name: &str, default: Option<&Expr>) {
        let value = match default {
            Some(default) => self.eval(default, &flow::Columns::default()).via(name),
            None => scalar::Scalar::Lookup(scalar::Lookup {
                name: name.to_owned(),
                via: None,
            }),
        };
        self.scope.set(name, Binding::Scalar(value));
    }
}

/// Calls the events of a named table by that name, unless they have one.
fn name_events(flow: &mut Flow, name: &str) {
    for branch in &mut flow.branches {
        if let [event] = branch.events.as_mut_slice() {
            event.alias.get_or_insert_with(|| name.to_owned());
        }
    }
}
