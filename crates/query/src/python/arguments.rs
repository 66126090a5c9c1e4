//! Arguments of calls, and how they become a function's variables.

use std::rc::Rc;

use ruff_python_ast::{self as ast, Expr};

use rule::Reason;

use super::constant::Const;
use super::interpreter::{Frame, Interpreter};
use super::value::{Function, Value, Variables};

/// The arguments of a call.
#[derive(Clone, Debug, Default)]
pub(super) struct Arguments<'a> {
    pub(super) positional: Vec<Value<'a>>,
    pub(super) keywords: Vec<(&'a str, Value<'a>)>,
}

impl<'a> Arguments<'a> {
    /// A single positional argument.
    pub(super) fn one(value: Value<'a>) -> Self {
        Arguments {
            positional: vec![value],
            keywords: Vec::new(),
        }
    }

    pub(super) fn first(&self) -> Option<&Value<'a>> {
        self.get(0)
    }

    pub(super) fn get(&self, place: usize) -> Option<&Value<'a>> {
        self.positional.get(place)
    }

    pub(super) fn named(&self, name: &str) -> Option<&Value<'a>> {
        self.keywords
            .iter()
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value)
    }

    /// An argument by place or by name.
    pub(super) fn either(&self, place: usize, name: &str) -> Option<&Value<'a>> {
        self.get(place).or_else(|| self.named(name))
    }
}

impl<'a> Interpreter<'a> {
    pub(super) fn arguments(&mut self, it: &'a ast::Arguments, frame: &mut Frame<'a>) -> Arguments<'a> {
        let mut arguments = Arguments::default();
        for part in &it.args {
            let value = self.evaluate(part, frame);
            match (part, &value) {
                (Expr::Starred(_), Value::Const(constant, _)) => {
                    let items = constant.items().unwrap_or_default();
                    arguments.positional.extend(items.into_iter().map(Value::from));
                }
                (Expr::Starred(_), Value::List(parts)) => arguments.positional.extend(parts.iter().cloned()),
                (Expr::Starred(_), _) => {
                    self.stand_at(frame, part);
                    arguments.positional.push(self.unknown(Reason::Computed));
                }
                _ => arguments.positional.push(value),
            }
        }
        for keyword in &it.keywords {
            let value = self.evaluate(&keyword.value, frame);
            if let Some(name) = &keyword.arg {
                arguments.keywords.push((name.as_str(), value));
            }
        }
        arguments
    }

    /// The variables a function starts with.
    pub(super) fn bound(&mut self, function: &Function<'a>, arguments: &Arguments<'a>) -> Variables<'a> {
        let mut variables = function.closure.clone();
        let Some(parameters) = function.parameters else {
            return variables;
        };
        let positional = parameters.posonlyargs.iter().chain(&parameters.args);
        let count = positional.clone().count();
        for (place, parameter) in positional.chain(&parameters.kwonlyargs).enumerate() {
            let name = parameter.parameter.name.as_str();
            let by_place = if place < count { arguments.get(place) } else { None };
            let given = by_place.or_else(|| arguments.named(name)).cloned();
            let value = match (given, &parameter.default) {
                (Some(value), _) => value,
                (None, Some(default)) => self.evaluate(default, &mut Frame::new(function.module)),
                (None, None) => self.unknown(Reason::Undefined),
            };
            variables.insert(name, value);
        }
        if let Some(rest) = &parameters.vararg {
            let rest_values = arguments.positional.get(count..).unwrap_or_default().to_vec();
            variables.insert(rest.name.as_str(), Value::list(rest_values));
        }
        if let Some(rest) = &parameters.kwarg {
            let rest_values = arguments.keywords.iter();
            let rest_values = rest_values.map(|(k, v)| (Value::from(Const::text(*k)), v.clone()));
            variables.insert(rest.name.as_str(), Value::Dict(Rc::new(rest_values.collect())));
        }
        variables
    }
}
