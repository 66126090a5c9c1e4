//! What a value expression stands for: a constant, or one field seen in some way.

use crate::canonical_number;

use super::ast::{Call, Expr, Kind};
use super::part::Part;

/// A constant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Literal {
    pub(super) text: String,
    /// Whether it is a string: only those have case.
    pub(super) is_text: bool,
}

/// The constant an expression is, if it is one; sums of numbers are worked out.
pub(super) fn literal(expr: &Expr) -> Option<Literal> {
    let (text, is_text) = match &expr.kind {
        Kind::Text(text) => (text.clone(), true),
        Kind::Number(number) => (canonical_number(number), false),
        Kind::Bool(yes) => (yes.to_string(), false),
        Kind::Arithmetic(_) => (integer(expr)?.to_string(), false),
        _ => return None,
    };
    Some(Literal { text, is_text })
}

/// The whole number an expression is, if it is one.
pub(super) fn integer(expr: &Expr) -> Option<i64> {
    match &expr.kind {
        Kind::Number(number) => number.parse().ok(),
        Kind::Arithmetic(operands) => operands.iter().try_fold(0_i64, |sum, (operator, operand)| {
            let operand = integer(operand)?;
            match *operator {
                "+" => sum.checked_add(operand),
                "-" => sum.checked_sub(operand),
                "*" => sum.checked_mul(operand),
                "%" => sum.checked_rem(operand),
                _ => sum.checked_div(operand),
            }
        }),
        _ => None,
    }
}

/// A field, and what of it is looked at.
#[derive(Debug)]
pub(super) struct Subject<'q> {
    pub(super) field: String,
    pub(super) view: View<'q>,
}

/// What of a field is looked at.
#[derive(Debug)]
pub(super) enum View<'q> {
    /// The value itself, possibly converted to a string or number.
    Whole,
    /// `substring(f, start, end)`.
    Part(Part),
    /// `between(f, "left", "right")`.
    Between(String, String),
    /// `length(f)`, `arrayCount(f)`.
    Length,
    /// `indexOf(f, needle)`.
    Index(&'q Expr),
    /// Made of this one field and constants in another way.
    Derived,
}

impl View<'_> {
    /// Whether what is looked at is some text of the field.
    pub(super) fn is_text(&self) -> bool {
        !matches!(self, View::Length | View::Index(_))
    }
}

/// The field an expression looks at, if it is exactly one.
pub(super) fn subject(expr: &Expr) -> Option<Subject<'_>> {
    match &expr.kind {
        Kind::Field(name) => Some(Subject {
            field: name.clone(),
            view: View::Whole,
        }),
        Kind::Call(call) => of_call(call),
        _ => None,
    }
}

fn of_call(call: &Call) -> Option<Subject<'_>> {
    let (first, rest) = call.args.split_first()?;
    let whole = || subject(first).filter(|subject| matches!(subject.view, View::Whole));
    let seen = |view| {
        let inner = subject(first)?;
        let view = if matches!(inner.view, View::Whole) {
            view
        } else {
            View::Derived
        };
        Some(Subject { view, ..inner })
    };
    match (call.name.as_str(), rest) {
        ("string" | "number" | "safe", _) => subject(first),
        ("length" | "arraycount", []) => whole().map(|inner| Subject {
            view: View::Length,
            ..inner
        }),
        ("indexof", [needle, ..]) => whole().map(|inner| Subject {
            view: View::Index(needle),
            ..inner
        }),
        ("substring", range) => seen(Part::of_range(first, range).map_or(View::Derived, View::Part)),
        ("between", [left, right, ..]) => {
            let view = match (literal(left), literal(right)) {
                (Some(left), Some(right)) => View::Between(left.text, right.text),
                _ => View::Derived,
            };
            seen(view)
        }
        ("concat", _) => only_field(&call.args),
        _ => None,
    }
}

/// The one field among constants.
fn only_field(args: &[Expr]) -> Option<Subject<'_>> {
    let mut fields = args.iter().filter(|arg| literal(arg).is_none());
    let only = fields.next().and_then(subject)?;
    let is_only = fields.next().is_none() && only.view.is_text();
    is_only.then_some(Subject {
        view: View::Derived,
        ..only
    })
}
