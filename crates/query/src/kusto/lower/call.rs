//! Calls of scalar functions, built-in and user-defined.

use rule::{Loss, Operator as Op};

use super::Lowerer;
use super::flow::Columns;
use super::functions::{Family, family, gives_table, is_time_column};
use super::scalar::{Aggregate, Cases, Constant, Field, Scalar};
use super::scope::Binding;
use crate::kusto::ast::{Argument, Comparison, Expr, Kind, Literal};

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
            "indexof" => return self.position(expr, Op::Contains, true, &values, row),
            "array_index_of" => return self.position(expr, Op::Eq, true, &values, row),
            "has_any_index" => return self.position(expr, Op::Match, false, &values, row),
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

    /// `indexof(text, part)` and its kin.
    fn position(&mut self, expr: &Expr, op: Op, cased: bool, arguments: &[&Expr], row: &Columns) -> Scalar {
        let [value, part, ..] = arguments else {
            return Scalar::Computed;
        };
        let comparison = Comparison {
            op,
            negated: false,
            cased,
            all: false,
        };
        let value = self.eval(value, row);
        let part = self.eval(part, row);
        Scalar::position(self.compare(comparison, value, vec![part], expr.span))
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
                    listed: None,
                    ..field.lossy(Loss::Encoded)
                }),
                other => other,
            },
            Family::Neighbour => {
                let value = argument(self, 0);
                self.neighbour(expr, value)
            }
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
            Family::Collect(at, size) => self.collected(size, arguments, at, row),
        }
    }

    fn part(&self, expr: &Expr, whole: Scalar) -> Scalar {
        match whole {
            Scalar::Field(mut field) => {
                let collected = field.collected.take();
                field.collected = collected.map(|aggregate| self.computed_from(&aggregate, expr));
                Scalar::Field(field.part_of())
            }
            Scalar::Aggregate(aggregate) => Scalar::Aggregate(self.computed_from(&aggregate, expr)),
            same @ (Scalar::Time | Scalar::Lookup(_)) => same,
            _ => Scalar::Computed,
        }
    }

    /// `prev(x)`: what `x` was in another row, which is another event.
    fn neighbour(&self, expr: &Expr, value: Scalar) -> Scalar {
        match value {
            Scalar::Field(field) if is_time_column(field.told()) => Scalar::Time,
            Scalar::Field(field) => Scalar::Field(Field {
                part: true,
                step: field.step,
                ..Field::new(self.text_of(expr)).lossy(Loss::RelatedEvent)
            }),
            Scalar::Aggregate(aggregate) => Scalar::Aggregate(self.computed_from(&aggregate, expr)),
            other => other,
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
