//! What a column holds, and which field it comes from.

use std::collections::BTreeMap;
use std::rc::Rc;

use rule::{Logic, Loss};

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
    /// Something computed from the event.
    Derived(Computed),
    /// Nothing of the event: the answer of a language model, a change point.
    Foreign,
}

impl Value {
    /// The value of a field.
    pub(super) fn field(name: &str) -> Self {
        Value::Field(Source::of(name))
    }
}

impl Default for Value {
    /// Something computed, in no column yet.
    fn default() -> Self {
        Value::Derived(Computed::default())
    }
}

/// The field a value comes from.
#[derive(Clone, Debug)]
pub(super) struct Source {
    /// The field.
    pub(super) field: String,
    /// The column of another name that holds it.
    pub(super) column: Option<String>,
    /// Whether its case is gone.
    pub(super) folded: bool,
    /// What is lost by showing a condition on the whole field.
    pub(super) loss: Option<Loss>,
}

impl Source {
    /// A field, or a column of its own.
    pub(super) fn of(name: &str) -> Self {
        Source {
            field: name.to_owned(),
            column: None,
            folded: false,
            loss: None,
        }
    }

    /// What the author calls it.
    pub(super) fn shown(&self) -> &str {
        self.column.as_deref().unwrap_or(&self.field)
    }

    /// Tells predicates which field of the event a column holds.
    pub(super) fn mark(&self, logic: &mut Logic) {
        logic.for_each_predicate_mut(|predicate| {
            predicate.alias_of = self.column.is_some().then(|| self.field.clone());
        });
    }

    fn held_by(self, column: &str) -> Self {
        let column = (column != self.field).then(|| column.to_owned());
        Source { column, ..self }
    }
}

/// A value computed from the event.
#[derive(Clone, Debug, Default)]
pub(super) struct Computed {
    /// The column that holds it, if one does.
    pub(super) column: Option<String>,
    /// Whether its case is gone.
    pub(super) folded: bool,
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
    /// A field of the event.
    Field(String),
    /// Something else.
    Other,
}

impl Outcome {
    /// Whether it counts as "yes": not null, zero or false.
    pub(super) fn is_yes(&self) -> bool {
        match self {
            Outcome::Literal(text) => !matches!(text.as_str(), "0" | "false"),
            Outcome::Null => false,
            Outcome::Field(_) | Outcome::Other => true,
        }
    }
}

impl Cases {
    /// The condition under which the result counts as "yes", if that says anything.
    pub(super) fn yes(&self) -> Option<Tree> {
        let trivial = self.otherwise.is_yes();
        let (tree, _) = self.when(|outcome| Some(outcome.is_yes()))?;
        (!trivial).then_some(tree)
    }

    /// Whether every branch yields a constant.
    pub(super) fn is_constant(&self) -> bool {
        let constant = |outcome: &Outcome| matches!(outcome, Outcome::Literal(_) | Outcome::Null);
        self.branches.iter().all(|(_, outcome)| constant(outcome))
    }

    /// The one field that the results are values of.
    pub(super) fn field(&self) -> Option<String> {
        let mut fields = self.branches.iter().filter_map(|(_, outcome)| match outcome {
            Outcome::Field(field) => Some(field),
            _ => None,
        });
        let first = fields.next()?;
        fields.all(|other| other == first).then(|| first.clone())
    }

    /// The condition under which the result satisfies a test of constants; `None` if it may be something else.
    ///
    /// Earlier branches that do not satisfy it are not excluded, which is a loss where there are any.
    pub(super) fn when(&self, test: impl Fn(&Outcome) -> Option<bool>) -> Option<(Tree, Option<Loss>)> {
        let results: Option<Vec<bool>> = self.branches.iter().map(|(_, outcome)| test(outcome)).collect();
        let (results, otherwise) = (results?, test(&self.otherwise)?);
        let deciding = self.branches.iter().zip(&results);
        let deciding = deciding.filter(|(_, result)| **result != otherwise);
        let tree = Tree::Any(
            deciding
                .map(|((when, _), _)| Tree::Shared(when.clone()))
                .collect(),
        );
        let last = results.iter().rposition(|result| *result != otherwise);
        let shadowed = results
            .iter()
            .take(last.unwrap_or(0))
            .any(|result| *result == otherwise);
        Some((
            if otherwise { tree.negated() } else { tree },
            shadowed.then_some(Loss::Branch),
        ))
    }

    /// The same for results that may be fields, with a condition on each of those.
    pub(super) fn when_field(
        &self,
        test: impl Fn(&Outcome) -> Option<bool>,
        on: impl Fn(&str) -> Tree,
    ) -> Option<Tree> {
        let result = |outcome: &Outcome| match outcome {
            Outcome::Field(field) => Some(on(field)),
            constant => test(constant).map(|holds| if holds { Tree::TRUE } else { Tree::FALSE }),
        };
        let mut ways = Vec::new();
        for (when, outcome) in &self.branches {
            ways.push(Tree::All(vec![Tree::Shared(when.clone()), result(outcome)?]));
        }
        let others = self
            .branches
            .iter()
            .map(|(when, _)| Tree::Shared(when.clone()).negated());
        ways.push(Tree::All(others.chain([result(&self.otherwise)?]).collect()));
        Some(Tree::All(vec![Tree::Silent(Some(Loss::Branch)), Tree::Any(ways)]))
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
            Some(Value::Derived(computed)) => Value::Derived(Computed {
                column: Some(name.to_owned()),
                ..*computed
            }),
            Some(value) => value.clone(),
            None if self.is_part(name) => Value::Derived(Computed {
                column: Some(name.to_owned()),
                folded: false,
            }),
            None => Value::field(name),
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
            Value::Field(source) => Value::Field(source.held_by(&name)),
            value => value,
        };
        self.named.insert(name, value);
    }

    /// Makes every name below a prefix a column.
    pub(super) fn set_parts(&mut self, prefix: String) {
        self.prefixes.push(prefix);
    }
}
