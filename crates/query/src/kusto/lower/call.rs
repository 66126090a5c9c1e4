//! Calls of scalar functions, built-in and user-defined.

use std::collections::HashMap;

use rule::Loss;

use super::Lowerer;
use super::flow::{Columns, Flow};
use super::functions::{Family, family, gives_table};
use super::scalar::{Aggregate, Cases, Constant, Field, Lookup, Scalar};
use super::scope::Binding;
use crate::kusto::ast::{Argument, Expr, Function, Kind, Literal, Parameter, Statement};

impl Lowerer<'_> {
    /// What a call in a scalar position stands for.
    pub(super) fn call(&mut self, expr: &Expr, name: &str, arguments: &[Argument], row: &Columns) -> Scalar {
        if let Some(Binding::Function(function)) = self.scope.get(name) {
            let function = std::rc::Rc::clone(function);
            return self.inline_scalar(name, &function, arguments, row);
        }
        let values: Vec<&Expr> = arguments.iter().map(|argument| &argument.value).collect();
        match name {
            "iff" | "iif" | "case" => return self.cases(&values, row),
            "column_ifexists" | "columnifexists" => return self.column_if_exists(&values, row),
            _ => {}
        }
        if super::condition::is_test(name) {
            return Scalar::condition(self.condition(expr, row));
        }
        if gives_table(name) {
            let flow = self.table(expr);
            return super::eval::set_of(&flow);
        }
        match family(name) {
            Some(family) => self.built_in(expr, family, &values, row),
            None => self.unknown(expr, name, &values, row),
        }
    }

    fn built_in(&mut self, expr: &Expr, family: Family, arguments: &[&Expr], row: &Columns) -> Scalar {
        let argument = |lowerer: &mut Self, at: usize| match arguments.get(at) {
            Some(argument) => lowerer.eval(argument, row),
            None => Scalar::Computed,
        };
        match family {
            Family::Same(at) => argument(self, at),
            Family::Fold => folded(argument(self, 0), self.text_of(expr).starts_with("tolower")),
            Family::Part(at) => {
                let value = argument(self, at);
                if let (Scalar::Constant(constant), 0) = (&value, at) {
                    return self.split(expr, constant, arguments, row);
                }
                self.part(expr, value)
            }
            Family::PartOfLast => {
                let value = argument(self, arguments.len().saturating_sub(1));
                self.part(expr, value)
            }
            Family::Decoded => match argument(self, 0) {
                Scalar::Field(field) => Scalar::Field(Field {
                    part: true,
                    ..field.lossy(Loss::Encoded)
                }),
                other => other,
            },
            Family::Joined => self.joined(arguments, row),
            Family::First => self.first(expr, arguments, row),
            Family::Length => match argument(self, 0) {
                Scalar::Field(field) => match field.collected {
                    Some(aggregate) => Scalar::Aggregate(aggregate),
                    None => Scalar::Length(field),
                },
                same @ Scalar::Aggregate(_) => same,
                _ => Scalar::Computed,
            },
            Family::Time => Scalar::Time,
            Family::List => self.concatenated(arguments, row),
            Family::Aggregate(function) => self.aggregate(function, arguments, row),
            Family::Collect(at) => self.collected(arguments, at, row),
        }
    }

    fn part(&self, expr: &Expr, whole: Scalar) -> Scalar {
        match whole {
            Scalar::Field(field) => Scalar::Field(field.part_of()),
            Scalar::Aggregate(aggregate) => Scalar::Aggregate(self.computed_from(&aggregate, expr)),
            same @ (Scalar::Time | Scalar::Lookup(_)) => same,
            _ => Scalar::Computed,
        }
    }

    /// `split("a,b", ",")` of constants; other functions of constants are not computed.
    fn split(&mut self, expr: &Expr, constant: &Constant, arguments: &[&Expr], row: &Columns) -> Scalar {
        let separator = arguments.get(1).map(|argument| self.eval(argument, row));
        let separator = separator.as_ref().and_then(Scalar::single);
        match (separator, constant.values.as_slice()) {
            (Some(separator), [text])
                if self.text_of(expr).starts_with("split") && !separator.text.is_empty() =>
            {
                let parts = text.text.split(separator.text.as_str());
                let values = parts.map(|part| Literal {
                    text: part.to_owned(),
                    is_string: true,
                });
                Scalar::constants(values.collect())
            }
            _ => Scalar::Computed,
        }
    }

    /// `strcat`: of constants a constant, else the first field stands for the whole.
    fn joined(&mut self, arguments: &[&Expr], row: &Columns) -> Scalar {
        let values: Vec<Scalar> = arguments
            .iter()
            .map(|argument| self.eval(argument, row))
            .collect();
        let texts: Option<Vec<&str>> = values
            .iter()
            .map(|value| value.single().map(|literal| literal.text.as_str()))
            .collect();
        if let Some(texts) = texts {
            return Scalar::constants(vec![Literal {
                text: texts.concat(),
                is_string: true,
            }]);
        }
        match first_field(&values) {
            Some(field) => Scalar::Field(Field {
                part: true,
                ..field.lossy(Loss::FirstSource)
            }),
            None => self.strongest(&values),
        }
    }

    fn first(&mut self, expr: &Expr, arguments: &[&Expr], row: &Columns) -> Scalar {
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
    fn strongest(&self, values: &[Scalar]) -> Scalar {
        let is_special = |value: &&Scalar| matches!(value, Scalar::Aggregate(_) | Scalar::Time);
        values
            .iter()
            .find(is_special)
            .cloned()
            .unwrap_or(Scalar::Computed)
    }

    /// `pack_array`, `array_concat`: the constants of all arguments.
    fn concatenated(&mut self, arguments: &[&Expr], row: &Columns) -> Scalar {
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
                values: std::rc::Rc::new(literals),
                via: via.into_iter().next(),
            }),
        }
    }

    fn aggregate(&mut self, function: &str, arguments: &[&Expr], row: &Columns) -> Scalar {
        let value = arguments.first().map(|argument| self.eval(argument, row));
        if let (Some(Scalar::Time), "min" | "max" | "avg") = (&value, function) {
            return Scalar::Time;
        }
        let of = match (&value, arguments.first()) {
            (Some(Scalar::Field(field)), _) => Some(field.path.clone()),
            (_, Some(argument)) => Some(self.text_of(argument).to_owned()),
            _ => None,
        };
        let is_time = of.as_deref().is_some_and(super::functions::is_time_column);
        if is_time && matches!(function, "min" | "max" | "avg") {
            return Scalar::Time;
        }
        Scalar::Aggregate(Aggregate {
            function: function.to_owned(),
            of,
            ..Aggregate::default()
        })
    }

    /// `make_set(x)`: the values of a field, over several events.
    fn collected(&mut self, arguments: &[&Expr], at: usize, row: &Columns) -> Scalar {
        let Some(argument) = arguments.get(at) else {
            return Scalar::Computed;
        };
        match self.eval(argument, row) {
            Scalar::Field(field) => {
                let aggregate = Aggregate {
                    function: "distinct_count".to_owned(),
                    of: Some(field.path.clone()),
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

    fn column_if_exists(&mut self, arguments: &[&Expr], row: &Columns) -> Scalar {
        match arguments.first().map(|argument| &argument.kind) {
            Some(Kind::Literal(name)) => {
                let span = arguments[0].span;
                let kind = Kind::Name(name.text.clone());
                self.eval(&Expr { kind, span }, row)
            }
            _ => Scalar::Computed,
        }
    }

    /// A function that is not known: what an aggregate or a time goes into is one itself.
    fn unknown(&mut self, expr: &Expr, name: &str, arguments: &[&Expr], row: &Columns) -> Scalar {
        let values: Vec<Scalar> = arguments
            .iter()
            .map(|argument| self.eval(argument, row))
            .collect();
        match self.strongest(&values) {
            Scalar::Aggregate(aggregate) => Scalar::Aggregate(self.computed_from(&aggregate, expr)),
            Scalar::Computed if name.starts_with("series_") => Scalar::Aggregate(Aggregate {
                function: "expression".to_owned(),
                of: Some(self.text_of(expr).to_owned()),
                ..Aggregate::default()
            }),
            other => other,
        }
    }

    /// A call of a user-defined function in a scalar position.
    pub(super) fn inline_scalar(
        &mut self,
        name: &str,
        function: &Function,
        arguments: &[Argument],
        row: &Columns,
    ) -> Scalar {
        let parameters = self.parameters(function, arguments, row, None);
        if !self.scope.enter(parameters) {
            return Scalar::Computed;
        }
        let value = self.body(function);
        self.scope.leave();
        match value {
            Some(value) => value,
            None => Scalar::Lookup(Lookup {
                name: name.to_owned(),
                via: None,
            }),
        }
    }

    /// Runs a function's body up to its value, which stands for a set where it is a table.
    fn body(&mut self, function: &Function) -> Option<Scalar> {
        let (last, lets) = function.body.split_last()?;
        self.statements(lets);
        match last {
            Statement::Query(value) if self.is_table(value) => Some(super::eval::set_of(&self.table(value))),
            Statement::Query(value) => Some(self.eval(value, &Columns::default())),
            _ => None,
        }
    }

    /// What a call binds a function's parameters to. `piped` is the table that `invoke` passes first.
    pub(super) fn parameters(
        &mut self,
        function: &Function,
        arguments: &[Argument],
        row: &Columns,
        piped: Option<Flow>,
    ) -> HashMap<String, Binding> {
        let mut bound = HashMap::new();
        let mut parameters: Vec<&Parameter> = function.parameters.iter().collect();
        if let (Some(piped), false) = (piped, parameters.is_empty()) {
            let first = parameters.remove(0);
            bound.insert(first.name.clone(), Binding::Table(std::rc::Rc::new(piped)));
        }
        for (at, parameter) in parameters.into_iter().enumerate() {
            let name = &parameter.name;
            let is_it = |argument: &&Argument| argument.name.as_ref() == Some(name);
            let given = arguments
                .iter()
                .find(is_it)
                .or_else(|| arguments.get(at).filter(|argument| argument.name.is_none()));
            let value = given
                .map(|argument| &argument.value)
                .or(parameter.default.as_ref());
            let binding = match value {
                Some(value) if parameter.is_table => Binding::Table(std::rc::Rc::new(self.table(value))),
                Some(value) => Binding::Scalar(self.eval(value, row)),
                None => Binding::Scalar(Scalar::Lookup(Lookup {
                    name: name.clone(),
                    via: None,
                })),
            };
            bound.insert(name.clone(), binding);
        }
        bound
    }
}

fn first_field(values: &[Scalar]) -> Option<Field> {
    values.iter().find_map(|value| match value {
        Scalar::Field(field) => Some(field.clone()),
        _ => None,
    })
}

/// `tolower` and `toupper`: case no longer matters.
fn folded(value: Scalar, lower: bool) -> Scalar {
    match value {
        Scalar::Field(field) => Scalar::Field(Field {
            folded: true,
            ..field
        }),
        Scalar::Constant(constant) => {
            let fold = |literal: &Literal| Literal {
                text: if lower {
                    literal.text.to_lowercase()
                } else {
                    literal.text.to_uppercase()
                },
                is_string: literal.is_string,
            };
            let values = constant.values.iter().map(fold).collect();
            Scalar::Constant(Constant {
                values: std::rc::Rc::new(values),
                via: constant.via,
            })
        }
        Scalar::Cases(cases) => Scalar::cases(Cases {
            arms: cases
                .arms
                .iter()
                .map(|(arm, value)| (arm.clone(), folded(value.clone(), lower)))
                .collect(),
            otherwise: folded(cases.otherwise.clone(), lower),
        }),
        other => other,
    }
}
