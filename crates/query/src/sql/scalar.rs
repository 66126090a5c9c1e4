//! Scalar expressions to operands.

use sqlparser::ast::{
    AccessExpr, BinaryOperator, CaseWhen, Expr, JsonPath, JsonPathElem, Subscript, UnaryOperator, Value,
};

use rule::Logic;

use super::lowering::Lowering;
use super::operand::{Column, Operand, Part};
use super::prepare::TEMPLATE;
use super::scope::{Scope, below};
use crate::canonical_number;

/// Names that are moments: functions written without brackets.
const MOMENTS: &[&str] = &[
    "current_timestamp",
    "current_date",
    "current_time",
    "localtimestamp",
    "localtime",
    "sysdate",
];

impl Lowering<'_> {
    /// What a scalar expression stands for.
    pub(super) fn operand(&mut self, expr: &Expr, scope: &Scope) -> Operand {
        if !self.depth.enter() {
            return Operand::Unknown;
        }
        let operand = self.scalar(expr, scope);
        self.depth.leave();
        operand
    }

    fn scalar(&mut self, expr: &Expr, scope: &Scope) -> Operand {
        match expr {
            Expr::Identifier(name) if name.quote_style.is_none() && is_moment(&name.value) => Operand::Time,
            Expr::Identifier(name) if name.value == TEMPLATE => Operand::Unknown,
            Expr::Identifier(name) => scope.column(&[&name.value]),
            Expr::CompoundIdentifier(parts) => {
                let parts: Vec<&str> = parts.iter().map(|part| part.value.as_str()).collect();
                scope.column(&parts)
            }
            Expr::JsonAccess { value, path } => json(self.operand(value, scope), path),
            Expr::CompoundFieldAccess { root, access_chain } => {
                access_chain.iter().fold(self.operand(root, scope), accessed)
            }
            Expr::Value(value) => literal(&value.value),
            Expr::TypedString(_) | Expr::Interval(_) | Expr::Extract { .. } | Expr::AtTimeZone { .. } => {
                Operand::Time
            }
            Expr::Nested(inner) | Expr::Collate { expr: inner, .. } | Expr::Trim { expr: inner, .. } => {
                self.operand(inner, scope)
            }
            Expr::Cast { expr, data_type, .. } => cast(self.operand(expr, scope), &data_type.to_string()),
            Expr::Tuple(parts) => Operand::List(self.operands(parts, scope)),
            Expr::Array(array) => Operand::List(self.operands(&array.elem, scope)),
            Expr::Exists { .. } | Expr::Subquery(_) | Expr::Wildcard(_) | Expr::QualifiedWildcard(..) => {
                Operand::Unknown
            }
            other => self.computed(other, scope),
        }
    }

    fn operands(&mut self, parts: &[Expr], scope: &Scope) -> Vec<Operand> {
        parts.iter().map(|part| self.operand(part, scope)).collect()
    }

    /// What functions and operators give.
    fn computed(&mut self, expr: &Expr, scope: &Scope) -> Operand {
        match expr {
            Expr::Function(function) => self.function(function, scope),
            Expr::Case {
                operand,
                conditions,
                else_result,
                ..
            } => self.case(operand.as_deref(), conditions, else_result.as_deref(), scope),
            Expr::BinaryOp { left, op, right } => self.arithmetic(left, op, right, scope),
            Expr::UnaryOp {
                op: UnaryOperator::Minus,
                expr,
            } => match self.operand(expr, scope) {
                Operand::Literal(text) => Operand::Literal(format!("-{text}")),
                Operand::Time => Operand::Time,
                _ => Operand::Unknown,
            },
            Expr::Substring {
                expr, substring_from, ..
            } => {
                let first = substring_from
                    .as_deref()
                    .is_some_and(|from| from.to_string() == "1");
                let part = if first { Part::Start(None) } else { Part::Inside };
                let operand = self.operand(expr, scope);
                operand.map(&|column| Operand::Column(column.seen(part.clone())))
            }
            Expr::Position { expr: needle, r#in } => {
                let (needle, within) = (self.operand(needle, scope), self.operand(r#in, scope));
                let Operand::Literal(text) = needle else {
                    return Operand::Unknown;
                };
                within.map(&|column| Operand::Column(column.seen(Part::Count(regex_escaped(&text)))))
            }
            other => self.truth_value(other, scope),
        }
    }

    /// A condition used as a value.
    fn truth_value(&mut self, expr: &Expr, scope: &Scope) -> Operand {
        let nested = std::mem::replace(&mut self.nested, true);
        let logic = self.condition(expr, scope);
        self.nested = nested;
        Operand::Truth(logic)
    }

    /// Arithmetic on times is a time; a comparison is a condition; the rest is not followed.
    fn arithmetic(&mut self, left: &Expr, op: &BinaryOperator, right: &Expr, scope: &Scope) -> Operand {
        use BinaryOperator as Op;
        match op {
            Op::Plus | Op::Minus | Op::Multiply | Op::Divide | Op::Modulo | Op::StringConcat => {
                let (a, b) = (self.operand(left, scope), self.operand(right, scope));
                if a == Operand::Time || b == Operand::Time {
                    Operand::Time
                } else {
                    Operand::Unknown
                }
            }
            _ => {
                let nested = std::mem::replace(&mut self.nested, true);
                let logic = self.binary(left, op, right, None, scope);
                self.nested = nested;
                Operand::Truth(logic)
            }
        }
    }

    fn case(
        &mut self,
        of: Option<&Expr>,
        whens: &[CaseWhen],
        otherwise: Option<&Expr>,
        scope: &Scope,
    ) -> Operand {
        let nested = std::mem::replace(&mut self.nested, true);
        let mut branches = Vec::new();
        for when in whens {
            let cond = match of {
                None => self.condition(&when.condition, scope),
                Some(of) => self.binary(of, &BinaryOperator::Eq, &when.condition, None, scope),
            };
            let result = self.operand(&when.result, scope);
            branches.push((cond, result));
        }
        let last = otherwise.map_or(Operand::Null, |otherwise| self.operand(otherwise, scope));
        branches.push((Logic::TRUE, last));
        self.nested = nested;
        Operand::Branches(branches)
    }
}

pub(super) fn is_moment(name: &str) -> bool {
    MOMENTS.iter().any(|moment| moment.eq_ignore_ascii_case(name))
}

fn literal(value: &Value) -> Operand {
    match value {
        Value::Number(text, _) => Operand::Literal(canonical_number(text)),
        Value::Boolean(yes) => Operand::Literal(yes.to_string()),
        Value::Null => Operand::Null,
        Value::DollarQuotedString(text) => Operand::Literal(text.value.clone()),
        Value::HexStringLiteral(text) => Operand::Literal(text.clone()),
        Value::Placeholder(_) => Operand::Unknown,
        other => other
            .clone()
            .into_string()
            .map_or(Operand::Unknown, Operand::Literal),
    }
}

/// A literal cast to a date is a moment; anything else stays what it is.
fn cast(operand: Operand, data_type: &str) -> Operand {
    let upper = data_type.to_uppercase();
    let is_time = ["TIMESTAMP", "DATE", "TIME"]
        .iter()
        .any(|time| upper.starts_with(time));
    match operand {
        Operand::Literal(_) if is_time => Operand::Time,
        other => other,
    }
}

/// `column:a.b[0]`.
fn json(base: Operand, path: &JsonPath) -> Operand {
    path.path.iter().fold(base, |operand, element| match element {
        JsonPathElem::Dot { key, .. } => below(operand, &[key]),
        JsonPathElem::Bracket { key } | JsonPathElem::ColonBracket { key } => indexed(operand, key),
    })
}

fn accessed(operand: Operand, access: &AccessExpr) -> Operand {
    match access {
        AccessExpr::Dot(Expr::Identifier(name)) => below(operand, &[&name.value]),
        AccessExpr::Dot(other) => below(operand, &[&other.to_string()]),
        AccessExpr::Subscript(Subscript::Index { index }) => indexed(operand, index),
        AccessExpr::Subscript(Subscript::Slice { .. }) => Operand::Unknown,
    }
}

fn indexed(operand: Operand, key: &Expr) -> Operand {
    let Expr::Value(value) = key else {
        return Operand::Unknown;
    };
    match (&value.value, literal(&value.value)) {
        (Value::Number(..), Operand::Literal(place)) => {
            operand.map(&|column: Column| Operand::Column(column.element(&place)))
        }
        (_, Operand::Literal(name)) => below(operand, &[&name]),
        _ => Operand::Unknown,
    }
}

/// Text as a regular expression that matches nothing else.
pub(super) fn regex_escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if r"\.+*?()|[]{}^$".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
