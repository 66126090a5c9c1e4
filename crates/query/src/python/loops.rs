//! Loops over collections.
//!
//! A loop over constants is unrolled. A loop over a list of the event is read once, its variable standing for
//! some element: what the loop finds, some element has.

use ruff_python_ast::{self as ast, Stmt};

use rule::Loss;

use super::cond::Cond;
use super::flow::{Exit, Flow, joined_variables};
use super::interpreter::{Frame, Interpreter};
use super::value::{Value, Variables};

/// Where loops were left early, with the variables of the moment.
type Breaks<'a> = Vec<(Cond, Variables<'a>)>;

impl<'a> Interpreter<'a> {
    pub(super) fn for_each(&mut self, it: &'a ast::StmtFor, frame: &mut Frame<'a>) -> Flow<'a> {
        let iterated = self.evaluate(&it.iter, frame);
        self.stand_at(frame, &*it.iter);
        let (elements, open) = self.elements_or_unknown(&iterated);
        if open {
            self.lose(Loss::LoopAsExists);
            self.open_loops += 1;
        }
        let mut flow = Flow::falls();
        let mut breaks = Breaks::new();
        for (element, cond) in elements {
            let next = self.pass(it, element, &cond, frame, &mut breaks);
            flow.exits.extend(next.exits);
            if next.ends {
                flow.ends = !open;
                break;
            }
        }
        if open {
            self.open_loops -= 1;
        }
        self.after(&it.orelse, breaks, flow, frame)
    }

    /// One pass through the body.
    fn pass(
        &mut self,
        it: &'a ast::StmtFor,
        element: Value<'a>,
        cond: &Cond,
        frame: &mut Frame<'a>,
        breaks: &mut Breaks<'a>,
    ) -> Flow<'a> {
        let before = frame.variables.clone();
        self.bind(&it.target, element, frame);
        let body = self.block(&it.body, frame);
        // Passes after a break never happen.
        let running = Cond::all(
            breaks
                .iter()
                .map(|(broken, _)| broken.clone().not())
                .collect::<Vec<_>>(),
        );
        let entered = Cond::all([cond.clone(), running]);
        let mut blocked = Vec::new();
        let mut continued = Vec::new();
        let mut exits = Vec::new();
        for (inner, exit) in body.exits {
            let mut parts = vec![entered.clone()];
            parts.extend(blocked.iter().map(|cond: &Cond| cond.clone().not()));
            parts.push(inner.clone());
            let here = Cond::all(parts);
            match exit {
                Exit::Return(value) => exits.push((here, Exit::Return(value))),
                Exit::Continue(variables) => {
                    blocked.push(inner.clone());
                    continued.push((inner, variables));
                }
                Exit::Break(variables) => {
                    blocked.push(inner);
                    breaks.push((here, variables));
                }
            }
        }
        self.next_pass(&entered, before, continued, body.ends, frame);
        let ends = entered == Cond::True && matches!(exits.last(), Some((Cond::True, Exit::Return(_))));
        Flow { exits, ends }
    }

    /// The variables the next pass starts with.
    fn next_pass(
        &mut self,
        entered: &Cond,
        before: Variables<'a>,
        continued: Vec<(Cond, Variables<'a>)>,
        ends: bool,
        frame: &mut Frame<'a>,
    ) {
        let mut after = std::mem::take(&mut frame.variables);
        if ends {
            after.clone_from(&before);
        }
        for (cond, variables) in continued.into_iter().rev() {
            after = joined_variables(&cond, variables, after);
        }
        frame.variables = joined_variables(entered, after, before);
    }

    /// What follows a loop: its `else`, where it was not left early.
    fn after(
        &mut self,
        otherwise: &'a [Stmt],
        breaks: Breaks<'a>,
        mut flow: Flow<'a>,
        frame: &mut Frame<'a>,
    ) -> Flow<'a> {
        let broken = Cond::any(breaks.iter().map(|(cond, _)| cond.clone()).collect::<Vec<_>>());
        if !flow.ends && !otherwise.is_empty() && broken != Cond::True {
            let next = self.block(otherwise, frame);
            let reached = broken.clone().not();
            flow.ends = next.ends && broken == Cond::False;
            flow.exits.extend(
                next.exits
                    .into_iter()
                    .map(|(cond, exit)| (Cond::all([reached.clone(), cond]), exit)),
            );
        }
        for (cond, variables) in breaks.into_iter().rev() {
            let rest = std::mem::take(&mut frame.variables);
            frame.variables = joined_variables(&cond, variables, rest);
        }
        flow
    }
}
