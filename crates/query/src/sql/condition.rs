//! Conditions to logic.

use sqlparser::ast::{BinaryOperator, Expr, UnaryOperator};

use rule::{Logic, Operator, Predicate, Reason};

use super::lowering::Lowering;
use super::operand::{Column, Operand, Part};
use super::scope::Scope;

/// The parts of a condition that must all hold.
pub(super) fn conjuncts(expr: &Expr) -> Vec<&Expr> {
    chain(expr, &BinaryOperator::And)
}

/// The parts of a chain of one operator, in order.
fn chain<'e>(expr: &'e Expr, of: &BinaryOperator) -> Vec<&'e Expr> {
    let mut parts = Vec::new();
    let mut left = vec![expr];
    while let Some(expr) = left.pop() {
        match expr {
            Expr::BinaryOp {
                left: a,
                op,
                right: b,
            } if op == of => left.extend([&**b, &**a]),
            Expr::Nested(inner) if matches!(&**inner, Expr::BinaryOp { op, .. } if op == of) => {
                left.push(inner)
            }
            other => parts.push(other),
        }
    }
    parts
}

impl Lowering<'_> {
    /// The logic of a condition.
    pub(super) fn condition(&mut self, expr: &Expr, scope: &Scope) -> Logic {
        if !self.depth.enter() {
            return self.opaque(expr, Reason::TooDeep);
        }
        let logic = self.lower(expr, scope);
        self.depth.leave();
        logic
    }

    fn lower(&mut self, expr: &Expr, scope: &Scope) -> Logic {
        use BinaryOperator::{And, Or};
        match expr {
            Expr::Nested(inner) => self.condition(inner, scope),
            Expr::BinaryOp { op: And, .. } => Logic::all(self.each(chain(expr, &And), scope)),
            Expr::BinaryOp { op: Or, .. } => {
                let nested = std::mem::replace(&mut self.nested, true);
                let parts = self.each(chain(expr, &Or), scope);
                self.nested = nested;
                Logic::any(parts)
            }
            Expr::BinaryOp { left, op, right } => self.binary(left, op, right, Some(expr), scope),
            Expr::UnaryOp {
                op: UnaryOperator::Not | UnaryOperator::BangNot,
                expr: inner,
            } => self.negated(|it| it.condition(inner, scope)),
            Expr::IsTrue(inner) | Expr::IsNotFalse(inner) => self.condition(inner, scope),
            Expr::IsFalse(inner) | Expr::IsNotTrue(inner) => self.negated(|it| it.condition(inner, scope)),
            Expr::IsNull(inner) => self.present(inner, expr, scope, true),
            Expr::IsNotNull(inner) => self.present(inner, expr, scope, false),
            Expr::IsDistinctFrom(a, b) => self.binary(a, &BinaryOperator::NotEq, b, Some(expr), scope),
            Expr::IsNotDistinctFrom(a, b) => self.binary(a, &BinaryOperator::Eq, b, Some(expr), scope),
            _ if says_not(expr) => self.denied(expr, |it| it.test(expr, scope)),
            _ => self.test(expr, scope),
        }
    }

    fn each(&mut self, parts: Vec<&Expr>, scope: &Scope) -> Vec<Logic> {
        parts
            .into_iter()
            .map(|part| self.condition(part, scope))
            .collect()
    }

    /// A test as if it did not say "not".
    fn test(&mut self, whole: &Expr, scope: &Scope) -> Logic {
        match whole {
            Expr::In { expr, target, .. } => self.member(expr, target, whole, scope),
            Expr::Between { expr, low, high, .. } => {
                let from = self.binary(expr, &BinaryOperator::GtEq, low, Some(whole), scope);
                let to = self.binary(expr, &BinaryOperator::LtEq, high, Some(whole), scope);
                Logic::all([from, to])
            }
            Expr::Like {
                expr,
                pattern,
                escape_char,
                ..
            } => self.like(expr, pattern, escape_char.as_deref(), true, whole, scope),
            Expr::ILike {
                expr,
                pattern,
                escape_char,
                ..
            } => self.like(expr, pattern, escape_char.as_deref(), false, whole, scope),
            Expr::RLike { expr, pattern, .. } | Expr::SimilarTo { expr, pattern, .. } => {
                self.regex(expr, pattern, None, whole, scope)
            }
            Expr::Exists { subquery, .. } => self.exists(subquery, whole, scope),
            Expr::AnyOp {
                left,
                compare_op,
                right,
                ..
            } => self.binary(left, compare_op, right, Some(whole), scope),
            Expr::Function(function) => self
                .predicate_function(function, whole, scope)
                .unwrap_or_else(|| self.value_as_condition(whole, scope)),
            Expr::Value(_) | Expr::Identifier(_) | Expr::CompoundIdentifier(_) | Expr::JsonAccess { .. } => {
                self.value_as_condition(whole, scope)
            }
            Expr::CompoundFieldAccess { .. } | Expr::Cast { .. } | Expr::Case { .. } => {
                self.value_as_condition(whole, scope)
            }
            other => self.opaque(other, Reason::Unsupported),
        }
    }

    fn negated(&mut self, lower: impl FnOnce(&mut Self) -> Logic) -> Logic {
        let nested = std::mem::replace(&mut self.nested, true);
        let logic = lower(self);
        self.nested = nested;
        // What says nothing says nothing when it is denied.
        if logic.is_true() {
            Logic::TRUE
        } else {
            Logic::not(logic)
        }
    }

    /// The denial of an expression that itself says "not": text that is not decoded already says it.
    fn denied(&mut self, whole: &Expr, lower: impl FnOnce(&mut Self) -> Logic) -> Logic {
        let span = self.span(whole);
        match self.negated(lower) {
            Logic::Not(inner) => match *inner {
                Logic::Opaque(opaque) if opaque.span == span => Logic::Opaque(opaque),
                other => Logic::not(other),
            },
            other => other,
        }
    }

    /// Two expressions compared; `whole` is the comparison as it stands, if it does.
    pub(super) fn binary(
        &mut self,
        left: &Expr,
        op: &BinaryOperator,
        right: &Expr,
        whole: Option<&Expr>,
        scope: &Scope,
    ) -> Logic {
        let at = whole.unwrap_or(left);
        let operator = match op {
            BinaryOperator::Eq | BinaryOperator::Spaceship => Operator::Eq,
            BinaryOperator::NotEq => {
                return self.denied(at, |it| it.binary(left, &BinaryOperator::Eq, right, whole, scope));
            }
            BinaryOperator::Gt => Operator::Gt,
            BinaryOperator::GtEq => Operator::Gte,
            BinaryOperator::Lt => Operator::Lt,
            BinaryOperator::LtEq => Operator::Lte,
            BinaryOperator::PGRegexMatch => return self.regex(left, right, None, at, scope),
            BinaryOperator::PGRegexIMatch => return self.regex(left, right, Some("i"), at, scope),
            _ => return self.opaque(at, Reason::Unsupported),
        };
        let (a, b) = (self.operand(left, scope), self.operand(right, scope));
        self.compare(&a, operator, &b, at)
    }

    fn present(&mut self, inner: &Expr, whole: &Expr, scope: &Scope, absent: bool) -> Logic {
        let found = match self.operand(inner, scope) {
            Operand::Column(column) => self.column_present(&column, whole),
            Operand::First(parts) => Logic::any(parts.into_iter().filter_map(|part| match part {
                Operand::Column(column) => Some(self.column_present(&column, whole)),
                _ => None,
            })),
            Operand::Time | Operand::Rank => return Logic::TRUE,
            _ => return self.opaque(whole, Reason::Computed),
        };
        if absent { Logic::not(found) } else { found }
    }

    fn column_present(&mut self, column: &Column, at: &Expr) -> Logic {
        self.note(column);
        match &column.part {
            Part::Found(pattern) => self.leaf(column, Operator::RegexMatch, vec![pattern.clone()], at),
            _ => Logic::Pred(Predicate::exists(column.path.clone(), self.span(at))),
        }
    }

    /// A column or another value that is itself the condition.
    fn value_as_condition(&mut self, expr: &Expr, scope: &Scope) -> Logic {
        match self.operand(expr, scope) {
            Operand::Literal(text) if text.eq_ignore_ascii_case("true") || text == "1" => Logic::TRUE,
            Operand::Literal(text) if text.eq_ignore_ascii_case("false") || text == "0" => Logic::FALSE,
            Operand::Truth(logic) => logic,
            Operand::Time => Logic::TRUE,
            operand => self.compare(&operand, Operator::Eq, &Operand::Literal("true".to_owned()), expr),
        }
    }
}

/// Whether an expression says "not" within itself.
fn says_not(expr: &Expr) -> bool {
    match expr {
        Expr::In { negated, .. } | Expr::Between { negated, .. } | Expr::Exists { negated, .. } => *negated,
        Expr::Like { negated, .. } | Expr::ILike { negated, .. } => *negated,
        Expr::RLike { negated, .. } | Expr::SimilarTo { negated, .. } => *negated,
        _ => false,
    }
}
