//! Eval expressions to conditions and values.

use std::rc::Rc;

use rule::{Operator, Reason, Span};

use super::cond::Cond;
use super::flow::Flow;
use super::functions::Kinds;
use super::known;
use super::test::Test;
use super::value::{Field, Value};
use crate::spl::compare::Compare;
use crate::spl::eval::{Expr, assignments};
use crate::{Pattern, canonical_number};

impl Flow<'_> {
    /// The `eval` command: columns get values.
    pub(super) fn eval(&mut self, body: Span) {
        let mut remarks = Vec::new();
        let found = assignments(self.text.as_str(), body, &mut remarks);
        self.remarks(remarks);
        for assignment in found {
            let value = self.value(&assignment.expr);
            let same = matches!(&value, Value::Field(field) if *field == Field::whole(&*assignment.name));
            if !same || self.columns.has(&assignment.name) {
                self.columns.set(assignment.name, value);
            }
        }
    }

    /// The condition of an expression.
    pub(super) fn eval_cond(&mut self, expr: &Expr) -> Cond {
        if !self.reader.depth.enter() {
            return self.too_deep(expr.span());
        }
        let cond = self.cond_node(expr);
        self.reader.depth.leave();
        cond
    }

    fn cond_node(&mut self, expr: &Expr) -> Cond {
        match expr {
            Expr::All(parts, _) => Cond::All(parts.iter().map(|part| self.eval_cond(part)).collect()),
            Expr::Any(parts, _) => Cond::Any(parts.iter().map(|part| self.eval_cond(part)).collect()),
            Expr::Not(inner, _) => self.eval_cond(inner).not(),
            Expr::Compare {
                left,
                op,
                right,
                span,
            } => self.compared(left, *op, right, *span),
            Expr::Member { left, values, span } => self.member(left, values, *span),
            Expr::Macro(span) => self.macro_value(*span),
            Expr::Bad(why, span) => self.opaque(*span, *why),
            Expr::Call { span, .. } | Expr::Field(_, span) => {
                let value = self.value(expr);
                self.truth(&value, *span)
            }
            Expr::Text(_, span) | Expr::Number(_, span) | Expr::Arithmetic { span, .. } => {
                self.opaque(*span, Reason::Computed)
            }
        }
    }

    /// Whether a value is true.
    pub(super) fn truth(&mut self, value: &Value, span: Span) -> Cond {
        match value {
            Value::Aggregate(_) => self.opaque(span, Reason::Aggregate),
            Value::Length(_) => self.opaque(span, Reason::Computed),
            value => self.check(value, &Test::equal("true", false), span),
        }
    }

    fn macro_value(&mut self, span: Span) -> Cond {
        let call = crate::spl::expand::call(self.text.slice(span));
        match known::purpose(call.name) {
            known::Purpose::Unknown => self.opaque(span, Reason::Undefined),
            _ => Cond::Plumbing,
        }
    }

    fn compared(&mut self, left: &Expr, op: Compare, right: &Expr, span: Span) -> Cond {
        if let Some((why, other)) = match (left, right) {
            (Expr::Bad(why, _), other) | (other, Expr::Bad(why, _)) => Some((*why, other)),
            _ => None,
        } {
            let is_time = why == Reason::Computed && self.value(other).is_time();
            return if is_time {
                Cond::Plumbing
            } else {
                self.opaque(span, why)
            };
        }
        let (mut a, mut b) = (self.value(left), self.value(right));
        let mut op = op;
        if a.is_literal() && !b.is_literal() {
            std::mem::swap(&mut a, &mut b);
            op = op.mirrored();
        }
        let equal = match op {
            Compare::Order(op) => return self.ordered(&a, op, &b, span),
            Compare::Equal | Compare::NotEqual => self.equal(&a, &b, span),
        };
        if op == Compare::NotEqual {
            equal.unequal()
        } else {
            equal
        }
    }

    fn equal(&mut self, a: &Value, b: &Value, span: Span) -> Cond {
        match (a, b) {
            (_, Value::Text(text)) => {
                if text.contains('*') && matches!(a, Value::Field(_)) {
                    self.remark(span, "`*` is no wildcard in an eval expression", false);
                }
                self.check(a, &Test::equal(&plain(text), true), span)
            }
            (_, Value::Number(number)) => self.check(a, &Test::equal(number, false), span),
            (Value::Field(left), Value::Field(right)) if !is_time_field(left) && !is_time_field(right) => {
                self.equal_fields(left, right, span)
            }
            (Value::Truth(cond), Value::Truth(other)) => constant(other)
                .map(|yes| {
                    if yes {
                        cond.as_ref().clone()
                    } else {
                        cond.as_ref().clone().not()
                    }
                })
                .unwrap_or_else(|| self.opaque(span, Reason::Computed)),
            (Value::Field(_) | Value::Row(_) | Value::Choice(_), Value::Truth(other)) => {
                match constant(other) {
                    Some(yes) => self.check(a, &Test::equal(if yes { "true" } else { "false" }, false), span),
                    None => self.opaque(span, Reason::Computed),
                }
            }
            _ => self.two_values(a, Operator::Eq, b, span),
        }
    }

    /// Two fields or parts of them; parts of one field are something else.
    fn equal_fields(&mut self, left: &Field, right: &Field, span: Span) -> Cond {
        if left.event_name() == right.event_name() {
            return self.opaque(span, Reason::Computed);
        }
        self.reader.losses.extend(left.loss.into_iter().chain(right.loss));
        let predicate = left.predicate(Operator::FieldEq, [&*right.name]);
        self.leaf(predicate.case_sensitive(left.cased && right.cased), span)
    }

    fn ordered(&mut self, a: &Value, op: Operator, b: &Value, span: Span) -> Cond {
        match b {
            Value::Number(number) | Value::Text(number) if !matches!(a, Value::Truth(_)) => {
                self.check(a, &Test::Order(op, number.clone()), span)
            }
            _ => self.two_values(a, op, b, span),
        }
    }

    /// Two values of which neither is given: a time window, an aggregate with a moving bound, or opaque.
    fn two_values(&mut self, a: &Value, op: Operator, b: &Value, span: Span) -> Cond {
        match (a, b) {
            _ if a.is_time() || b.is_time() => Cond::Plumbing,
            (Value::Aggregate(aggregate), bound) => match bound_text(bound) {
                Some(text) => self.threshold(aggregate, op, text, span),
                None => self.opaque(span, Reason::Aggregate),
            },
            (bound, Value::Aggregate(aggregate)) => {
                match (bound_text(bound), Compare::Order(op).mirrored()) {
                    (Some(text), Compare::Order(op)) => self.threshold(aggregate, op, text, span),
                    _ => self.opaque(span, Reason::Aggregate),
                }
            }
            _ => self.opaque(span, Reason::Computed),
        }
    }

    /// `left IN (value, …)`. There are no wildcards in it.
    pub(super) fn member(&mut self, left: &Expr, values: &[Expr], span: Span) -> Cond {
        let value = self.value(left);
        let mut patterns = Vec::new();
        let mut starred = false;
        for item in values {
            match item {
                Expr::Text(text, _) => {
                    starred |= text.contains('*');
                    patterns.push(Pattern::literal(plain(text)));
                }
                Expr::Number(text, _) => patterns.push(Pattern::literal(text)),
                Expr::Call { name, args, .. } if args.is_empty() && (name == "true" || name == "false") => {
                    patterns.push(Pattern::literal(name));
                }
                _ => return self.opaque(span, Reason::Computed),
            }
        }
        if starred {
            self.remark(span, "`*` is no wildcard in an eval expression", false);
        }
        if patterns.is_empty() {
            return self.opaque(span, Reason::Syntax);
        }
        self.check(
            &value,
            &Test::Like {
                patterns,
                cased: true,
            },
            span,
        )
    }

    /// The value of an expression.
    pub(super) fn value(&mut self, expr: &Expr) -> Value {
        if !self.reader.depth.enter() {
            self.remark(expr.span(), "nested too deeply", true);
            return Value::Computed;
        }
        let value = self.value_node(expr);
        self.reader.depth.leave();
        value
    }

    fn value_node(&mut self, expr: &Expr) -> Value {
        match expr {
            Expr::Field(name, _) if name == "null" && !self.columns.has(name) => Value::Null,
            Expr::Field(name, _) => self.columns.get(name),
            Expr::Text(text, _) => Value::Text(text.clone()),
            Expr::Number(text, _) => Value::Number(canonical_number(text)),
            Expr::Call { name, args, span } => self.call(name, args, *span),
            Expr::Arithmetic { parts, ops, span } => {
                let values: Vec<Value> = parts.iter().map(|part| self.value(part)).collect();
                arithmetic(&values, ops).unwrap_or_else(|| self.combined(&values, *span))
            }
            Expr::Macro(_) => Value::Computed,
            Expr::Bad(..) => Value::Computed,
            condition => Value::Truth(Rc::new(self.eval_cond(condition))),
        }
    }

    /// What comes out of several values by arithmetic or a function that is not known better.
    pub(super) fn combined(&mut self, values: &[Value], span: Span) -> Value {
        let kinds = Kinds::of(values);
        match () {
            () if kinds.aggregate => Value::Aggregate(Rc::new(super::value::Aggregate {
                function: "eval".to_owned(),
                of: Some(self.text.slice(span).to_owned()),
                by: kinds.by,
                within: self.window.clone(),
            })),
            () if kinds.time => Value::Time,
            () => Value::Computed,
        }
    }
}

/// The text of a bound that is no number: a field's name or another aggregate.
fn bound_text(bound: &Value) -> Option<String> {
    match bound {
        Value::Field(field) if field.is_whole() => Some(field.name.clone()),
        Value::Aggregate(aggregate) if aggregate.function == "eval" => aggregate.of.clone(),
        Value::Aggregate(aggregate) => {
            let of = aggregate.of.as_deref().unwrap_or_default();
            Some(format!("{}({of})", aggregate.function))
        }
        _ => None,
    }
}

/// What arithmetic gives where its operands are given, or are alternatives of which one operand is given; and
/// the shape of a text that is put together.
fn arithmetic(values: &[Value], ops: &[char]) -> Option<Value> {
    let joins = |op: &char| matches!(op, '.' | '+');
    if ops.iter().all(joins) && values.iter().any(|value| matches!(value, Value::Text(_))) {
        return Some(shape(values));
    }
    let mut rest = values.iter().skip(1);
    let mut result = values.first()?.clone();
    for op in ops {
        result = calculated(&result, *op, rest.next()?)?;
    }
    (!ops.is_empty() && !ops.contains(&'.')).then_some(result)
}

fn calculated(a: &Value, op: char, b: &Value) -> Option<Value> {
    match (a, b) {
        (Value::Number(left), Value::Number(right)) => {
            let (left, right) = (left.parse::<f64>().ok()?, right.parse::<f64>().ok()?);
            let number = match op {
                '+' => left + right,
                '-' => left - right,
                '*' => left * right,
                _ => return None,
            };
            Some(Value::Number(canonical_number(&number.to_string())))
        }
        (Value::Choice(choice), Value::Number(_)) => {
            let then = calculated(&choice.then, op, b)?;
            Some(super::functions::choice(
                choice.cond.clone(),
                then,
                calculated(&choice.other, op, b)?,
            ))
        }
        (Value::Number(_), Value::Choice(choice)) => {
            let then = calculated(a, op, &choice.then)?;
            Some(super::functions::choice(
                choice.cond.clone(),
                then,
                calculated(a, op, &choice.other)?,
            ))
        }
        _ => None,
    }
}

/// A text put together of given and other parts.
fn shape(values: &[Value]) -> Value {
    let mut pattern = Pattern::new();
    for value in values {
        match value {
            Value::Text(text) | Value::Number(text) => pattern.push_str(text),
            _ => pattern.push_any_run(),
        }
    }
    Value::Shape(Rc::new(pattern))
}

/// Whether a field is one of the clock.
pub(super) fn is_time_field(field: &Field) -> bool {
    known::is_time(field.event_name())
}

/// The text of a string literal: `\\` is a backslash.
pub(super) fn plain(text: &str) -> String {
    text.replace("\\\\", "\\")
}

/// Whether a condition is always or never true.
fn constant(cond: &Cond) -> Option<bool> {
    match (cond.is_true(), cond.is_false()) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    }
}
