//! Loops that are not followed: what they leave behind is unknown.

use std::collections::BTreeSet;

use ruff_python_ast::{Expr, Stmt};
use ruff_text_size::Ranged;

use rule::Reason;

use super::constant::Const;
use super::flow::{Exit, Flow};
use super::interpreter::{Frame, Interpreter};
use super::value::Value;

impl<'a> Interpreter<'a> {
    /// A loop that is not followed: what it assigns and whether it returns is unknown.
    pub(super) fn given_up(
        &mut self,
        node: &impl Ranged,
        body: &'a [Stmt],
        frame: &mut Frame<'a>,
    ) -> Flow<'a> {
        self.stand_at(frame, node);
        let unknown = self.unknown(Reason::ControlFlow);
        let mut names = BTreeSet::new();
        let returns = written(body, &mut names);
        for name in names {
            frame.variables.insert(name, unknown.clone());
        }
        let mut flow = Flow::falls();
        if returns {
            let cond = self.unknown_condition(Reason::ControlFlow);
            flow.exits
                .push((cond, Exit::Return(Value::from(Const::Bool(true)))));
        }
        flow
    }
}

/// Collects the names a block writes to; tells whether it returns.
fn written<'a>(body: &'a [Stmt], names: &mut BTreeSet<&'a str>) -> bool {
    let mut returns = false;
    for statement in body {
        match statement {
            Stmt::Return(_) => returns = true,
            Stmt::Assign(it) => it.targets.iter().for_each(|target| target_names(target, names)),
            Stmt::AugAssign(it) => target_names(&it.target, names),
            Stmt::AnnAssign(it) => target_names(&it.target, names),
            Stmt::Expr(it) => {
                if let Expr::Call(call) = &*it.value
                    && let Expr::Attribute(attribute) = &*call.func
                {
                    target_names(&attribute.value, names);
                }
            }
            Stmt::If(it) => {
                returns |= written(&it.body, names);
                for clause in &it.elif_else_clauses {
                    returns |= written(&clause.body, names);
                }
            }
            Stmt::For(it) => {
                target_names(&it.target, names);
                returns |= written(&it.body, names);
            }
            Stmt::While(it) => returns |= written(&it.body, names),
            Stmt::Try(it) => returns |= written(&it.body, names),
            Stmt::With(it) => returns |= written(&it.body, names),
            _ => {}
        }
    }
    returns
}

fn target_names<'a>(target: &'a Expr, names: &mut BTreeSet<&'a str>) {
    match target {
        Expr::Name(it) => {
            names.insert(it.id.as_str());
        }
        Expr::Tuple(it) => it.elts.iter().for_each(|part| target_names(part, names)),
        Expr::Subscript(it) => target_names(&it.value, names),
        _ => {}
    }
}
