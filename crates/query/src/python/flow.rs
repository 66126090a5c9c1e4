//! Statements: a list of exits, each with its condition.
//!
//! A condition holds where none before it did, so what follows an early return needs no negation of it until
//! the exits are folded. Branches that go on are joined again: a variable they left different is a choice.

use ruff_python_ast::{self as ast, Expr, Stmt};

use rule::{Loss, Reason};

use super::cond::Cond;
use super::constant::Const;
use super::interpreter::{Frame, Interpreter};
use super::source::Module;
use super::value::{Body, Function, Value, Variables};

/// How a statement is left otherwise than at its end.
#[derive(Clone)]
pub(super) enum Exit<'a> {
    Return(Value<'a>),
    Continue(Variables<'a>),
    Break(Variables<'a>),
}

/// What statements do.
pub(super) struct Flow<'a> {
    /// Each is taken where its condition holds and none before it did.
    pub(super) exits: Vec<(Cond, Exit<'a>)>,
    /// Whether the end is never reached.
    pub(super) ends: bool,
}

impl<'a> Flow<'a> {
    pub(super) fn falls() -> Self {
        Flow {
            exits: Vec::new(),
            ends: false,
        }
    }

    pub(super) fn leaves(exit: Exit<'a>) -> Self {
        Flow {
            exits: vec![(Cond::True, exit)],
            ends: true,
        }
    }

    /// The one value returned, where nothing else can happen.
    fn returned(&self) -> Option<Value<'a>> {
        let mut result: Option<Value<'a>> = self.ends.then(Value::NONE);
        for (cond, exit) in self.exits.iter().rev() {
            let Exit::Return(value) = exit else { return None };
            result = result.map(|rest| Value::choice(cond.clone(), value.clone(), rest));
        }
        result
    }
}

impl<'a> Interpreter<'a> {
    /// The condition under which the deciding function returns true.
    pub(super) fn verdict(&mut self, function: &'a ast::StmtFunctionDef, module: &'a Module<'a>) -> Cond {
        let mut frame = Frame::new(module);
        let parameters = function
            .parameters
            .posonlyargs
            .iter()
            .chain(&function.parameters.args);
        if let Some(event) = parameters.last() {
            frame
                .variables
                .insert(event.parameter.name.as_str(), Value::Event);
        }
        let value = self.returned(&function.body, &mut frame);
        self.stand_at(&frame, function);
        self.truth(&value)
    }

    /// What a function's body returns.
    pub(super) fn returned(&mut self, body: &'a [Stmt], frame: &mut Frame<'a>) -> Value<'a> {
        let flow = self.block(body, frame);
        let mut result = Value::NONE();
        for (cond, exit) in flow.exits.into_iter().rev() {
            if let Exit::Return(value) = exit {
                result = Value::choice(cond, value, result);
            }
        }
        result
    }

    pub(super) fn block(&mut self, body: &'a [Stmt], frame: &mut Frame<'a>) -> Flow<'a> {
        let mut flow = Flow::falls();
        for statement in body {
            let next = self.statement(statement, frame);
            flow.exits.extend(next.exits);
            if next.ends {
                flow.ends = true;
                break;
            }
        }
        flow
    }

    fn statement(&mut self, statement: &'a Stmt, frame: &mut Frame<'a>) -> Flow<'a> {
        if !self.enter() {
            self.stand_at(frame, statement);
            return Flow::leaves(Exit::Return(self.unknown(Reason::ControlFlow)));
        }
        let flow = self.step(statement, frame);
        self.leave();
        flow
    }

    fn step(&mut self, statement: &'a Stmt, frame: &mut Frame<'a>) -> Flow<'a> {
        match statement {
            Stmt::Return(it) => {
                let value = match &it.value {
                    Some(value) => self.tested(value, frame),
                    None => Value::NONE(),
                };
                return Flow::leaves(Exit::Return(value));
            }
            // An error is no finding.
            Stmt::Raise(_) => {
                self.lose(Loss::NoExceptions);
                return Flow::leaves(Exit::Return(Value::from(Const::Bool(false))));
            }
            Stmt::Continue(_) => return Flow::leaves(Exit::Continue(frame.variables.clone())),
            Stmt::Break(_) => return Flow::leaves(Exit::Break(frame.variables.clone())),
            Stmt::If(it) => return self.branches(&it.test, &it.body, &it.elif_else_clauses, frame),
            Stmt::For(it) => return self.for_each(it, frame),
            Stmt::While(it) => return self.given_up(it, &it.body, frame),
            Stmt::Try(it) => return self.attempt(it, frame),
            Stmt::With(it) => return self.block(&it.body, frame),
            Stmt::Match(it) => return self.match_cases(it, frame),
            Stmt::Assign(it) => {
                let value = self.evaluate(&it.value, frame);
                for target in &it.targets {
                    self.bind(target, value.clone(), frame);
                }
            }
            Stmt::AnnAssign(it) => {
                if let Some(value) = &it.value {
                    let value = self.evaluate(value, frame);
                    self.bind(&it.target, value, frame);
                }
            }
            Stmt::AugAssign(it) => self.augment(it, frame),
            Stmt::Expr(it) => {
                self.evaluate(&it.value, frame);
            }
            Stmt::Global(it) => frame.globals.extend(it.names.iter().map(|name| name.as_str())),
            Stmt::FunctionDef(it) => {
                let function = Function {
                    name: it.name.as_str(),
                    module: frame.module,
                    parameters: Some(&it.parameters),
                    body: Body::Block(&it.body),
                    closure: frame.variables.clone(),
                };
                frame
                    .variables
                    .insert(it.name.as_str(), Value::Function(function.into()));
            }
            Stmt::ImportFrom(it) => self.import(it, frame),
            _ => {}
        }
        Flow::falls()
    }

    /// A returned expression; its truth is asked for at its own place.
    fn tested(&mut self, value: &'a Expr, frame: &mut Frame<'a>) -> Value<'a> {
        let result = self.evaluate(value, frame);
        self.stand_at(frame, value);
        if self.calls.is_empty() {
            return Value::from(self.truth(&result));
        }
        result
    }

    fn branches(
        &mut self,
        test: &'a Expr,
        body: &'a [Stmt],
        others: &'a [ast::ElifElseClause],
        frame: &mut Frame<'a>,
    ) -> Flow<'a> {
        let cond = self.test(test, frame);
        match cond {
            Cond::True => return self.block(body, frame),
            Cond::False => return self.otherwise(others, frame),
            _ => {}
        }
        let mut then = frame.clone();
        let then_flow = self.block(body, &mut then);
        let else_flow = self.otherwise(others, frame);
        self.joined_flow(&cond, then_flow, then.variables, else_flow, frame)
    }

    fn otherwise(&mut self, others: &'a [ast::ElifElseClause], frame: &mut Frame<'a>) -> Flow<'a> {
        match others.split_first() {
            None => Flow::falls(),
            Some((clause, rest)) => match &clause.test {
                Some(test) => self.branches(test, &clause.body, rest, frame),
                None => self.block(&clause.body, frame),
            },
        }
    }

    /// Two branches put side by side; `frame` holds the second's variables and then what both leave.
    pub(super) fn joined_flow(
        &mut self,
        cond: &Cond,
        then: Flow<'a>,
        then_variables: Variables<'a>,
        other: Flow<'a>,
        frame: &mut Frame<'a>,
    ) -> Flow<'a> {
        match (then.ends, other.ends) {
            (true, _) => {}
            (false, true) => frame.variables = then_variables,
            (false, false) => {
                let others = std::mem::take(&mut frame.variables);
                frame.variables = joined_variables(cond, then_variables, others);
            }
        }
        let mut exits = under(cond, &then);
        let reached = if then.ends { Cond::True } else { cond.clone().not() };
        exits.extend(under(&reached, &other));
        Flow {
            exits,
            ends: then.ends && other.ends,
        }
    }

    /// `try`: as if nothing went wrong.
    fn attempt(&mut self, it: &'a ast::StmtTry, frame: &mut Frame<'a>) -> Flow<'a> {
        self.lose(Loss::NoExceptions);
        let mut flow = self.block(&it.body, frame);
        for rest in [&it.orelse, &it.finalbody] {
            if flow.ends {
                break;
            }
            let next = self.block(rest, frame);
            flow.exits.extend(next.exits);
            flow.ends = next.ends;
        }
        flow
    }
}

/// The exits of a branch that is entered on a condition; a branch that only returns is one exit.
fn under<'a>(cond: &Cond, flow: &Flow<'a>) -> Vec<(Cond, Exit<'a>)> {
    if let Some(value) = flow.returned() {
        return vec![(cond.clone(), Exit::Return(value))];
    }
    let each = flow.exits.iter();
    each.map(|(inner, exit)| (Cond::all([cond.clone(), inner.clone()]), exit.clone()))
        .collect()
}

/// The variables after two branches.
pub(super) fn joined_variables<'a>(cond: &Cond, then: Variables<'a>, other: Variables<'a>) -> Variables<'a> {
    let mut joined = other;
    for (name, value) in then {
        let value = match joined.remove(name) {
            Some(other) => Value::choice(cond.clone(), value, other),
            None => value,
        };
        joined.insert(name, value);
    }
    joined
}
