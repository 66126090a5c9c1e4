//! Queries, their common table expressions and set operations.

use sqlparser::ast::{Cte, Query, SetExpr, SetOperator, Spanned};

use rule::{Logic, Reason, Relation, Step};

use super::lowering::Lowering;
use super::scope::Columns;

/// A query may read this many tables, every use of a common table expression counted.
const MAX_STEPS: usize = 48;

/// The common table expressions in sight, innermost last.
pub(super) type Ctes<'q> = [&'q Cte];

/// What a query finds.
#[derive(Clone, Debug, Default)]
pub(super) struct Answer {
    pub(super) steps: Vec<Step>,
    pub(super) relation: Relation,
    pub(super) by: Vec<String>,
    pub(super) columns: Columns,
}

impl Answer {
    /// A condition on no table in particular.
    pub(super) fn of(logic: Logic) -> Answer {
        Answer {
            steps: vec![Step::new(None, logic)],
            ..Answer::default()
        }
    }

    /// Adds another answer beside this one.
    pub(super) fn join(&mut self, other: Answer, relation: Relation) {
        if self.steps.is_empty() {
            *self = other;
            return;
        }
        self.steps.extend(other.steps);
        self.relation = relation;
        for key in other.by {
            if !self.by.contains(&key) {
                self.by.push(key);
            }
        }
    }

    /// Adds a condition to a step; to every step of a union, and to the first step where none is named.
    pub(super) fn restrict(&mut self, logic: &Logic, step: Option<usize>) {
        let union = self.relation == Relation::Union;
        for (at, it) in self.steps.iter_mut().enumerate() {
            if union || at == step.unwrap_or(0) {
                let before = std::mem::replace(&mut it.logic, Logic::TRUE);
                it.logic = Logic::all([before, logic.clone()]);
            }
        }
    }
}

impl Lowering<'_> {
    /// Lowers a query that may use the common table expressions in sight.
    pub(super) fn query(&mut self, query: &Query, ctes: &Ctes<'_>) -> Answer {
        if !self.depth.enter() {
            return self.given_up(query, Reason::TooDeep);
        }
        let mut sight: Vec<&Cte> = ctes.to_vec();
        if let Some(with) = &query.with {
            sight.extend(&with.cte_tables);
        }
        let answer = self.set(&query.body, &sight);
        self.depth.leave();
        answer
    }

    /// A common table expression, as often as it is used.
    pub(super) fn common(&mut self, at: usize, ctes: &Ctes<'_>) -> Answer {
        let Some(cte) = ctes.get(at) else {
            return Answer::default();
        };
        if self.steps >= MAX_STEPS {
            return self.given_up(&cte.query, Reason::TooDeep);
        }
        // It sees those before it only, so that recursion ends.
        self.query(&cte.query, ctes.get(..at).unwrap_or_default())
    }

    fn set(&mut self, body: &SetExpr, ctes: &Ctes<'_>) -> Answer {
        if !self.depth.enter() {
            return Answer::of(Logic::opaque(
                body.to_string(),
                Reason::TooDeep,
                self.places.span(body.span()),
            ));
        }
        let answer = match body {
            SetExpr::Select(select) => self.select(select, ctes),
            SetExpr::Query(query) => self.query(query, ctes),
            SetExpr::SetOperation { left, op, right, .. } => self.operation(left, *op, right, ctes),
            SetExpr::Values(_) => Answer::of(Logic::TRUE),
            other => {
                let span = self.places.span(other.span());
                Answer::of(Logic::opaque(other.to_string(), Reason::Unsupported, span))
            }
        };
        self.depth.leave();
        answer
    }

    fn operation(&mut self, left: &SetExpr, op: SetOperator, right: &SetExpr, ctes: &Ctes<'_>) -> Answer {
        let mut whole = self.set(left, ctes);
        let mut other = self.set(right, ctes);
        let relation = match op {
            SetOperator::Union => Relation::Union,
            SetOperator::Except | SetOperator::Minus => {
                other.steps.iter_mut().for_each(|step| step.absent = true);
                Relation::Join
            }
            SetOperator::Intersect => Relation::Join,
        };
        whole.join(other, relation);
        whole
    }

    fn given_up(&mut self, query: &Query, why: Reason) -> Answer {
        let span = self.places.span(query.span());
        Answer::of(Logic::opaque(query.to_string(), why, span))
    }
}
