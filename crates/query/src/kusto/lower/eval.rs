//! Scalar expressions to their meaning.

use std::rc::Rc;

use rule::Loss;

use super::Lowerer;
use super::flow::Columns;
use super::lowered::Lowered;
use super::scalar::{Aggregate, Cases, Constant, Field, Lookup, SUBQUERY, Scalar};
use super::scope::Binding;
use crate::canonical_number;
use crate::kusto::ast::{Access, Expr, Kind, Literal};

impl Lowerer<'_> {
    /// What an expression stands for in a row with the given columns.
    pub(super) fn eval(&mut self, expr: &Expr, row: &Columns) -> Scalar {
        if !self.spend(1) || !self.depth.enter() {
            return Scalar::Computed;
        }
        let value = self.eval_kind(expr, row);
        self.depth.leave();
        value
    }

    fn eval_kind(&mut self, expr: &Expr, row: &Columns) -> Scalar {
        match &expr.kind {
            Kind::Literal(literal) => Scalar::constants(vec![literal.clone()]),
            Kind::List(values) => Scalar::constants(values.clone()),
            Kind::Time => Scalar::Time,
            Kind::Name(name) => self.named(name, row),
            Kind::Path(base, path) => self.path(base, path, row),
            Kind::Call(name, arguments) => self.call(expr, name, arguments, row),
            Kind::Minus(inner) => match self.eval(inner, row) {
                same @ (Scalar::Time | Scalar::Aggregate(_)) => same,
                _ => Scalar::Computed,
            },
            Kind::Arithmetic(parts) => self.arithmetic(expr, parts, row),
            Kind::Junction(..) | Kind::Compare(..) | Kind::Between(..) => {
                Scalar::condition(self.condition(expr, row))
            }
            Kind::Pipe(..) | Kind::DataTable(..) | Kind::ExternalData(_) => {
                let flow = self.table(expr);
                set_of(&flow)
            }
            Kind::Star | Kind::Function(_) | Kind::Nothing | Kind::Broken | Kind::TooDeep => Scalar::Computed,
        }
    }

    /// A column, else a `let`, else a field of the event; `series_…` are columns that the functions of that
    /// name make.
    fn named(&mut self, name: &str, row: &Columns) -> Scalar {
        if let Some(value) = row.get(name) {
            return value.clone();
        }
        match self.scope.get(name) {
            Some(Binding::Scalar(value)) => value.clone(),
            Some(Binding::Table(flow)) => set_of(flow).via(name),
            Some(Binding::Function(function)) => {
                let function = Rc::clone(function);
                self.inline_scalar(name, &function, &[], row).via(name)
            }
            None if name.starts_with("series_") => Scalar::Aggregate(Aggregate {
                function: "expression".to_owned(),
                of: Some(name.to_owned()),
                ..Aggregate::default()
            }),
            None => Scalar::Field(Field::new(name)),
        }
    }

    fn path(&mut self, base: &Expr, path: &[Access], row: &Columns) -> Scalar {
        if let (Kind::Name(side), [Access::Member(column)]) = (&base.kind, path)
            && side.starts_with('$')
        {
            return self.named(column, row);
        }
        match self.eval(base, row) {
            Scalar::Field(field) => Scalar::Field(inside(field, path)),
            same @ (Scalar::Time | Scalar::Aggregate(_) | Scalar::Lookup(_)) => same,
            Scalar::Constant(constant) => element(&constant, path),
            _ => match &base.kind {
                Kind::Name(name) => Scalar::Field(inside(Field::new(name).part_of(), path)),
                _ => Scalar::Computed,
            },
        }
    }

    fn arithmetic(&mut self, expr: &Expr, parts: &[(char, Expr)], row: &Columns) -> Scalar {
        let values: Vec<(char, Scalar)> = parts
            .iter()
            .map(|(sign, part)| (*sign, self.eval(part, row)))
            .collect();
        if let Some(number) = folded(&values) {
            return Scalar::constants(vec![Literal {
                text: canonical_number(&number.to_string()),
                is_string: false,
            }]);
        }
        if values.iter().any(|(_, value)| matches!(value, Scalar::Time)) {
            return Scalar::Time;
        }
        if values.iter().all(|(_, value)| is_time_field(value)) {
            return Scalar::Time;
        }
        let aggregate = values.iter().find_map(|(_, value)| match value {
            Scalar::Aggregate(aggregate) => Some(aggregate),
            _ => None,
        });
        if let Some(aggregate) = aggregate {
            return Scalar::Aggregate(self.computed_from(aggregate, expr));
        }
        match scaled(&values) {
            Some(field) => Scalar::Field(field),
            None => score(&values),
        }
    }

    /// An expression over aggregates, which a threshold can still be put on.
    pub(super) fn computed_from(&self, aggregate: &Aggregate, expr: &Expr) -> Aggregate {
        Aggregate {
            function: "expression".to_owned(),
            of: Some(self.text_of(expr).to_owned()),
            ..aggregate.clone()
        }
    }

    /// `iff(c, a, b)` and `case(c, a, …, b)`.
    pub(super) fn cases(&mut self, arguments: &[&Expr], row: &Columns) -> Scalar {
        let Some((otherwise, arms)) = arguments.split_last() else {
            return Scalar::Computed;
        };
        let otherwise = self.eval(otherwise, row);
        let arms: Vec<(Lowered, Scalar)> = arms
            .chunks_exact(2)
            .map(|arm| (self.condition(arm[0], row), self.eval(arm[1], row)))
            .collect();
        let (arms, otherwise) = reachable(arms, otherwise);
        if arms.is_empty() {
            return otherwise;
        }
        let (arms, otherwise) = flattened(arms, otherwise);
        let is_constant = |value: &Scalar| matches!(value, Scalar::Constant(_));
        let values = || arms.iter().map(|(_, value)| value).chain([&otherwise]);
        if values().all(is_constant) {
            return Scalar::cases(Cases { arms, otherwise });
        }
        let special =
            values().find(|value| matches!(value, Scalar::Aggregate(_) | Scalar::Time | Scalar::Length(_)));
        let field = values().find_map(|value| match value {
            Scalar::Field(field) => Some(field.clone().lossy(Loss::FirstSource)),
            _ => None,
        });
        match (special, field) {
            (Some(special), _) => special.clone(),
            (None, Some(field)) => Scalar::Field(field),
            (None, None) => Scalar::Computed,
        }
    }
}

/// The arms whose conditions are not decided by constants alone.
fn reachable(arms: Vec<(Lowered, Scalar)>, otherwise: Scalar) -> (Vec<(Lowered, Scalar)>, Scalar) {
    let mut kept = Vec::new();
    for (condition, value) in arms {
        match &condition.logic {
            Some(logic) if logic.is_false() => {}
            Some(logic) if logic.is_true() && condition.thresholds.is_empty() => return (kept, value),
            _ => kept.push((condition, value)),
        }
    }
    (kept, otherwise)
}

/// `iff(a, x, iff(b, y, z))` as one list of conditions, the first of which decides.
fn flattened(arms: Vec<(Lowered, Scalar)>, otherwise: Scalar) -> (Vec<(Lowered, Scalar)>, Scalar) {
    let mut flat = Vec::new();
    for (condition, value) in arms {
        match value {
            Scalar::Cases(inner) => {
                for (deeper, value) in &inner.arms {
                    flat.push((
                        Lowered::all(vec![condition.clone(), deeper.clone()]),
                        value.clone(),
                    ));
                }
                flat.push((condition, inner.otherwise.clone()));
            }
            value => flat.push((condition, value)),
        }
    }
    match otherwise {
        Scalar::Cases(inner) => {
            flat.extend(inner.arms.iter().cloned());
            (flat, inner.otherwise.clone())
        }
        otherwise => (flat, otherwise),
    }
}

/// A field within a field. A part of a value has no fields of its own but named ones.
fn inside(field: Field, path: &[Access]) -> Field {
    let mut steps = String::new();
    for access in path {
        match access {
            Access::Member(name) => {
                steps.push('.');
                steps.push_str(name);
            }
            Access::Index(index) if !field.part => steps.push_str(&format!("[{index}]")),
            Access::Index(_) | Access::Computed => {}
        }
    }
    Field {
        path: field.path + &steps,
        name: field.name.map(|name| name + &steps),
        listed: None,
        ..field
    }
}

/// An element of a constant list.
fn element(constant: &Constant, path: &[Access]) -> Scalar {
    let index = match path {
        [Access::Index(index)] => index.parse::<usize>().ok(),
        _ => None,
    };
    match index.and_then(|index| constant.values.get(index)) {
        Some(value) => Scalar::Constant(Constant {
            values: Rc::new(vec![value.clone()]),
            via: constant.via.clone(),
        }),
        None => Scalar::Computed,
    }
}

/// What a table stands for where a set of values belongs: its first column.
pub(super) fn set_of(flow: &super::flow::Flow) -> Scalar {
    let columns = flow.branches.first().map(|branch| &branch.columns);
    let first = columns.and_then(|columns| columns.get(columns.first.as_deref()?));
    let listed = match (first, flow.branches.len()) {
        (Some(Scalar::Constant(constant)), 1) => Some(&constant.values),
        (Some(Scalar::Field(field)), 1) => field.listed.as_ref(),
        _ => None,
    };
    match listed {
        Some(values) => Scalar::Constant(Constant {
            values: Rc::clone(values),
            via: flow.set.clone(),
        }),
        None => Scalar::Lookup(Lookup {
            name: flow.set.clone().unwrap_or_else(|| SUBQUERY.to_owned()),
            via: None,
        }),
    }
}

fn is_time_field(value: &Scalar) -> bool {
    matches!(value, Scalar::Field(field) if super::functions::sounds_like_time(field.told()))
}

/// Arithmetic on numbers.
fn folded(values: &[(char, Scalar)]) -> Option<f64> {
    let mut total = 0.0;
    for (sign, value) in values {
        let number: f64 = value.single()?.text.parse().ok()?;
        match sign {
            '+' => total += number,
            '-' => total -= number,
            '*' => total *= number,
            '/' => total /= number,
            _ => total %= number,
        }
    }
    f64::is_finite(total).then_some(total)
}

/// One field calculated with constants.
fn scaled(values: &[(char, Scalar)]) -> Option<Field> {
    let mut fields = values.iter().filter_map(|(_, value)| match value {
        Scalar::Field(field) => Some(field),
        _ => None,
    });
    let (field, others) = (fields.next()?, fields.next());
    let constants = values
        .iter()
        .filter(|(_, value)| value.single().is_some())
        .count();
    (others.is_none() && constants + 1 == values.len()).then(|| Field {
        scaled: true,
        ..field.clone().part_of()
    })
}

/// `iff(a, 1, 0) + iff(b, 2, 0)`: points for each condition that holds.
fn score(values: &[(char, Scalar)]) -> Scalar {
    let mut weights = Vec::new();
    for (sign, value) in values {
        match value {
            _ if *sign != '+' => return Scalar::Computed,
            Scalar::Score(more) => weights.extend(more.iter().cloned()),
            Scalar::Condition(condition) => weights.push(((**condition).clone(), 1.0)),
            Scalar::Cases(cases) => match (cases.arms.as_slice(), number(&cases.otherwise)) {
                ([(condition, value)], Some(0.0)) => match number(value) {
                    Some(weight) if weight > 0.0 => weights.push((condition.clone(), weight)),
                    _ => return Scalar::Computed,
                },
                _ => return Scalar::Computed,
            },
            constant if number(constant) == Some(0.0) => {}
            _ => return Scalar::Computed,
        }
    }
    Scalar::Score(Rc::new(weights))
}

fn number(value: &Scalar) -> Option<f64> {
    value.single()?.text.parse().ok()
}
