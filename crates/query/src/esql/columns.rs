//! What a column holds, and which field it comes from.

use std::collections::BTreeMap;
use std::rc::Rc;

use rule::Loss;

use super::tree::{Aggregate, Shared, Tree};

/// What a value is.
#[derive(Clone, Debug)]
pub(super) enum Value {
    /// A field's value.
    Field(Source),
    /// A field's length, or how many values it has.
    Length(Source),
    /// A result over several events.
    Aggregate(Rc<Aggregate>),
    /// A time, a part of one or a difference of two; the width of a bucket.
    Time(Option<String>),
    /// A condition.
    Condition(Shared),
    /// `case(…)`.
    Cases(Rc<Cases>),
    /// A constant.
    Literal(String),
    /// `null`.
    Null,
    /// Something computed from the event; the column's name if it is one.
    Derived(Option<String>),
    /// Nothing of the event: the answer of a language model, a change point.
    Foreign,
}

/// The field a value comes from.
#[derive(Clone, Debug)]
pub(super) struct Source {
    /// The field.
    pub(super) field: String,
    /// Whether its case is gone.
    pub(super) folded: bool,
    /// What is lost by showing a condition on the whole field.
    pub(super) loss: Option<Loss>,
}

/// The branches of a `case`, and what it is otherwise.
#[derive(Clone, Debug)]
pub(super) struct Cases {
    /// Conditions and results.
    pub(super) branches: Vec<(Shared, Outcome)>,
    /// The result where none holds.
    pub(super) otherwise: Outcome,
}

/// The result of a branch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// A constant.
    Literal(String),
    /// `null`.
    Null,
    /// Something of the event.
    Other,
}

impl Outcome {
    /// Whether it counts as "yes": not null, zero or false.
    pub(super) fn is_yes(&self) -> bool {
        match self {
            Outcome::Literal(text) => !matches!(text.as_str(), "0" | "false"),
            Outcome::Null => false,
            Outcome::Other => true,
        }
    }
}

impl Cases {
    /// The condition under which the result satisfies a test; `None` if that depends on the event.
    ///
    /// Earlier branches that do not satisfy it are not excluded, which is a loss where there are any.
    pub(super) fn when(&self, test: impl Fn(&Outcome) -> Option<bool>) -> Option<(Tree, Option<Loss>)> {
        let results: Option<Vec<bool>> = self.branches.iter().map(|(_, outcome)| test(outcome)).collect();
        let (results, otherwise) = (results?, test(&self.otherwise)?);
        let branches = |wanted: bool| {
            let pairs = self.branches.iter().zip(&results);
            let fitting = pairs.filter(|(_, result)| **result == wanted);
            Tree::Any(fitting.map(|((when, _), _)| Tree::Shared(when.clone())).collect())
        };
        let mixed = results.iter().any(|result| *result) && results.iter().any(|result| !*result);
        let loss = mixed.then_some(Loss::Branch);
        Some(if otherwise {
            (branches(false).negated(), loss)
        } else {
            (branches(true), loss)
        })
    }
}

/// The columns a query has made so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Columns {
    named: BTreeMap<String, Value>,
    prefixes: Vec<String>,
}

impl Columns {
    /// What a name stands for: a column, else a field.
    pub(super) fn get(&self, name: &str) -> Value {
        match self.named.get(name) {
            Some(Value::Derived(_)) => Value::Derived(Some(name.to_owned())),
            Some(value) => value.clone(),
            None if self.is_part(name) => Value::Derived(Some(name.to_owned())),
            None => Value::Field(Source {
                field: name.to_owned(),
                folded: false,
                loss: None,
            }),
        }
    }

    fn is_part(&self, name: &str) -> bool {
        let prefix = name.rsplit_once('.').map(|(prefix, _)| prefix);
        prefix.is_some_and(|prefix| self.prefixes.iter().any(|own| own == prefix))
    }

    /// Makes a column. An aggregate goes by the name it was given last.
    pub(super) fn set(&mut self, name: String, value: Value) {
        let value = match value {
            Value::Aggregate(aggregate) if aggregate.condition.is_none() => {
                Value::Aggregate(Rc::new(Aggregate {
                    column: name.clone(),
                    ..(*aggregate).clone()
                }))
            }
            value => value,
        };
        self.named.insert(name, value);
    }

    /// Makes every name below a prefix a column.
    pub(super) fn set_parts(&mut self, prefix: String) {
        self.prefixes.push(prefix);
    }
}
