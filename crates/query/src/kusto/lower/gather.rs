//! Functions that gather: several arguments to one value, several events to an aggregate.

use std::rc::Rc;

use rule::Loss;

use super::Lowerer;
use super::flow::Columns;
use super::functions::sounds_like_time;
use super::scalar::{Aggregate, Constant, Field, Scalar};
use crate::kusto::ast::{Expr, Literal};

/// Constants longer than this are not joined: names that double each other would grow without bound.
const MAX_TEXT: usize = 1 << 16;

impl Lowerer<'_> {
    /// `strcat`: of constants a constant, else the first field stands for the whole.
    pub(super) fn joined(&mut self, arguments: &[&Expr], row: &Columns) -> Scalar {
        let values: Vec<Scalar> = arguments
            .iter()
            .map(|argument| self.eval(argument, row))
            .collect();
        let texts: Option<Vec<&str>> = values
            .iter()
            .map(|value| value.single().map(|literal| literal.text.as_str()))
            .collect();
        if let Some(texts) = texts {
            if texts.iter().map(|text| text.len()).sum::<usize>() > MAX_TEXT {
                return Scalar::Computed;
            }
            return Scalar::constants(vec![Literal {
                text: texts.concat(),
                is_string: true,
            }]);
        }
        match first_field(&values) {
            Some(field) => Scalar::Field(Field {
                part: true,
                listed: None,
                ..field.lossy(Loss::FirstSource)
            }),
            None => self.strongest(&values),
        }
    }

    pub(super) fn first(&mut self, expr: &Expr, arguments: &[&Expr], row: &Columns) -> Scalar {
        let values: Vec<Scalar> = arguments
            .iter()
            .map(|argument| self.eval(argument, row))
            .collect();
        let special = self.strongest(&values);
        match (special, first_field(&values)) {
            (Scalar::Aggregate(aggregate), _) => Scalar::Aggregate(self.computed_from(&aggregate, expr)),
            (Scalar::Computed, Some(field)) => Scalar::Field(field.lossy(Loss::FirstSource)),
            (special, _) => special,
        }
    }

    /// An aggregate or a time among the values, which decides what they are together.
    pub(super) fn strongest(&self, values: &[Scalar]) -> Scalar {
        let is_special = |value: &&Scalar| matches!(value, Scalar::Aggregate(_) | Scalar::Time);
        values
            .iter()
            .find(is_special)
            .cloned()
            .unwrap_or(Scalar::Computed)
    }

    /// `pack_array`, `array_concat`: the constants of all arguments.
    pub(super) fn concatenated(&mut self, arguments: &[&Expr], row: &Columns) -> Scalar {
        let (mut literals, mut via) = (Vec::new(), Vec::new());
        let mut other = None;
        for argument in arguments {
            match self.eval(argument, row) {
                Scalar::Constant(constant) => {
                    if !self.spend(constant.values.len()) {
                        return Scalar::Computed;
                    }
                    literals.extend(constant.values.iter().cloned());
                    via.extend(constant.via);
                }
                value => other = other.or(Some(value)),
            }
        }
        match other {
            Some(Scalar::Field(field)) => Scalar::Field(Field {
                part: true,
                ..field.lossy(Loss::FirstSource)
            }),
            Some(value @ (Scalar::Lookup(_) | Scalar::Aggregate(_) | Scalar::Time))
                if literals.is_empty() =>
            {
                value
            }
            Some(Scalar::Lookup(lookup)) => Scalar::Lookup(lookup),
            Some(_) => Scalar::Computed,
            None => Scalar::Constant(Constant {
                values: Rc::new(literals),
                via: via.into_iter().next(),
            }),
        }
    }

    pub(super) fn aggregate(&mut self, function: &str, arguments: &[&Expr], row: &Columns) -> Scalar {
        let value = arguments.first().map(|argument| self.eval(argument, row));
        if let (Some(Scalar::Time), "min" | "max" | "avg") = (&value, function) {
            return Scalar::Time;
        }
        let of = match (&value, arguments.first()) {
            (Some(Scalar::Field(field)), _) if !function.ends_with("if") => Some(field.told().to_owned()),
            (_, Some(first)) if arguments.len() > 1 && function.ends_with("if") => {
                let all = arguments
                    .iter()
                    .fold(first.span, |span, argument| span.to(argument.span));
                all.text(self.text).map(str::to_owned)
            }
            (_, Some(argument)) => Some(self.text_of(argument).to_owned()),
            _ => None,
        };
        let is_time = of.as_deref().is_some_and(sounds_like_time);
        if is_time && matches!(function, "min" | "max" | "avg") {
            return Scalar::Time;
        }
        Scalar::Aggregate(Aggregate {
            function: function.to_owned(),
            of,
            ..Aggregate::default()
        })
    }

    /// `make_set(x)`, `make_list(x)`: the values of a field over several events, each once or all of them;
    /// `size` is the aggregate that tells how many those are.
    pub(super) fn collected(&mut self, size: &str, arguments: &[&Expr], at: usize, row: &Columns) -> Scalar {
        let Some(argument) = arguments.get(at) else {
            return Scalar::Computed;
        };
        match self.eval(argument, row) {
            Scalar::Field(field) => {
                let aggregate = Aggregate {
                    function: size.to_owned(),
                    of: Some(field.told().to_owned()),
                    ..Aggregate::default()
                };
                Scalar::Field(Field {
                    collected: Some(aggregate),
                    ..field.lossy(Loss::FirstSource)
                })
            }
            other => other,
        }
    }
}

fn first_field(values: &[Scalar]) -> Option<Field> {
    values.iter().find_map(|value| match value {
        Scalar::Field(field) => Some(field.clone()),
        _ => None,
    })
}
