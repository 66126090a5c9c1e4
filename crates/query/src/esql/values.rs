//! What an expression stands for.

use std::rc::Rc;

use rule::{Logic, Loss, Operator, Predicate};

use super::ast::{Kind, Node};
use super::columns::{Cases, Computed, Outcome, Source, Value};
use super::conditions::Reader;
use super::functions::{Effect, aggregate, condition, effect};
use super::tree::{Aggregate, Tree};

/// More blanks than any query asks for.
const MAX_SPACES: usize = 1000;

impl Reader<'_> {
    /// What an expression stands for.
    pub(super) fn value(&self, node: &Node) -> Value {
        match &node.kind {
            Kind::Name(name) if is_event_time(name) => Value::Time(None),
            Kind::Name(name) => self.columns.get(name),
            Kind::Literal(text) | Kind::RawText(text) => Value::Literal(text.clone()),
            Kind::Null => Value::Null,
            Kind::Duration(width) => Value::Time(Some(width.clone())),
            Kind::Call(name, arguments) => self.call_value(name, arguments, node),
            Kind::Arithmetic(parts) => self.computed(parts, node),
            Kind::All(_)
            | Kind::Any(_)
            | Kind::Not(_)
            | Kind::Compare(..)
            | Kind::In(..)
            | Kind::Like(..)
            | Kind::Present(_)
            | Kind::Match(..) => self.condition_value(node),
            Kind::Parameter(_) | Kind::List(_) | Kind::Filler => Value::default(),
        }
    }

    fn condition_value(&self, node: &Node) -> Value {
        let shared = self.condition(node).shared();
        shared.map_or(Value::default(), Value::Condition)
    }

    fn call_value(&self, name: &str, arguments: &[Node], node: &Node) -> Value {
        if name == "case" {
            return self.case_value(arguments);
        }
        if condition(name).is_some() || matches!(name, "kql" | "qstr" | "multi_match") {
            return self.condition_value(node);
        }
        let Some(effect) = effect(name) else {
            return match name {
                "locate" => self.located(arguments, node),
                "space" => self.spaces(arguments, node),
                _ => self.computed(arguments, node),
            };
        };
        let first = arguments.first().map_or(Value::Null, |first| self.value(first));
        match (effect, first) {
            (Effect::Time, _) => Value::Time(self.width(arguments)),
            (Effect::First, first) => self.coalesce(first, arguments),
            (Effect::Folded, Value::Field(source)) => Value::Field(Source {
                folded: true,
                ..source
            }),
            (Effect::Folded, Value::Literal(text)) if name == "to_upper" => {
                Value::Literal(text.to_uppercase())
            }
            (Effect::Folded, Value::Literal(text)) => Value::Literal(text.to_lowercase()),
            (Effect::Part, Value::Field(source)) => Value::Field(Source {
                loss: source.loss.or(Some(Loss::PartOfValue)),
                ..source
            }),
            (Effect::Length, Value::Field(source)) => Value::Length(source),
            (Effect::Length, Value::Derived(_) | Value::Literal(_)) => Value::default(),
            (Effect::Folded, Value::Derived(computed)) => Value::Derived(Computed {
                folded: true,
                ..computed
            }),
            (Effect::Length, Value::Aggregate(aggregate)) if aggregate.function == "values" => {
                let function = "distinct_count".to_owned();
                Value::Aggregate(Rc::new(Aggregate {
                    function,
                    ..(*aggregate).clone()
                }))
            }
            (_, value) => value,
        }
    }

    /// Where a text is in a field, which is nowhere, and so zero, unless the field contains it.
    fn located(&self, arguments: &[Node], node: &Node) -> Value {
        let [subject, text] = arguments else {
            return self.computed(arguments, node);
        };
        let (Value::Field(source), Value::Literal(text)) = (self.value(subject), self.value(text)) else {
            return self.computed(arguments, node);
        };
        let predicate = Predicate::new(source.shown(), Operator::Contains, [text], node.span);
        let mut leaf = Logic::Pred(predicate.case_sensitive(!source.folded));
        source.mark(&mut leaf);
        let shared = Tree::Leaf(leaf, source.loss).shared();
        shared.map_or_else(Value::default, Value::Condition)
    }

    fn spaces(&self, arguments: &[Node], node: &Node) -> Value {
        match arguments.first().map(|count| self.value(count)) {
            Some(Value::Literal(count)) => match count.parse() {
                Ok(count) if count <= MAX_SPACES => Value::Literal(" ".repeat(count)),
                _ => Value::default(),
            },
            _ => self.computed(arguments, node),
        }
    }

    /// The width of the buckets that a time is cut into.
    fn width(&self, arguments: &[Node]) -> Option<String> {
        arguments.iter().find_map(|argument| match &argument.kind {
            Kind::Duration(width) => Some(width.clone()),
            _ => None,
        })
    }

    /// A default for a missing value changes nothing; several fields are no one field.
    fn coalesce(&self, first: Value, arguments: &[Node]) -> Value {
        let others: Vec<Value> = arguments.iter().skip(1).map(|other| self.value(other)).collect();
        let constant = |value: &Value| matches!(value, Value::Literal(_) | Value::Null);
        if others.iter().all(constant) {
            return first;
        }
        let all = std::iter::once(&first).chain(&others);
        let time = all.clone().any(|value| matches!(value, Value::Time(_)));
        let foreign = all.clone().any(|value| matches!(value, Value::Foreign));
        match first {
            Value::Aggregate(aggregate) => Value::Aggregate(aggregate),
            _ if foreign => Value::Foreign,
            _ if time => Value::Time(None),
            _ => Value::default(),
        }
    }

    /// A computation over times is a time, one over aggregates an aggregate, one over answers an answer.
    fn computed(&self, parts: &[Node], node: &Node) -> Value {
        let values: Vec<Value> = parts.iter().map(|part| self.value(part)).collect();
        let has = |fits: fn(&Value) -> bool| values.iter().any(fits);
        if has(|value| matches!(value, Value::Foreign)) {
            return Value::Foreign;
        }
        if has(|value| matches!(value, Value::Time(_))) {
            return Value::Time(None);
        }
        let first = values.iter().find_map(|value| match value {
            Value::Aggregate(aggregate) => Some(aggregate),
            _ => None,
        });
        let Some(first) = first else {
            return Value::default();
        };
        let text = node.span.text(self.text).unwrap_or_default().to_owned();
        Value::Aggregate(Rc::new(Aggregate {
            column: text.clone(),
            function: "value".to_owned(),
            of: Some(text),
            condition: None,
            by: Rc::clone(&first.by),
            within: first.within.clone(),
            loss: Some(Loss::Relative),
        }))
    }

    fn case_value(&self, arguments: &[Node]) -> Value {
        let pairs = arguments.chunks_exact(2);
        let otherwise = match pairs.remainder() {
            [otherwise] => self.outcome(otherwise),
            _ => Outcome::Null,
        };
        let mut branches = Vec::new();
        let mut times = 0;
        for pair in pairs {
            let [when, then] = pair else { continue };
            let then = self.value(then);
            times += usize::from(matches!(then, Value::Time(_)));
            match self.condition(when).shared() {
                Some(when) => branches.push((when, outcome(then))),
                None => return Value::default(),
            }
        }
        if times > 0 {
            return Value::Time(None);
        }
        Value::Cases(Rc::new(Cases { branches, otherwise }))
    }

    fn outcome(&self, node: &Node) -> Outcome {
        outcome(self.value(node))
    }

    /// The value of an aggregate of `stats`.
    pub(super) fn aggregated(&self, column: &str, node: &Node, filter: Option<&Node>) -> Value {
        let Kind::Call(name, arguments) = &node.kind else {
            return self.recomputed(column, node);
        };
        let Some(function) = aggregate(name) else {
            return self.recomputed(column, node);
        };
        let argument = arguments.first().map(|first| self.value(first));
        let named = || name_of(arguments.first());
        let mut made = matches!(&argument, Some(Value::Cases(cases)) if cases.yes().is_none());
        let (of, condition) = match argument {
            Some(Value::Time(_)) if !super::functions::counts(function) => return Value::Time(None),
            Some(Value::Foreign) => return Value::Foreign,
            Some(Value::Field(source) | Value::Length(source)) => (Some(source.field), None),
            Some(Value::Condition(shared)) => (None, Some(Tree::Shared(shared))),
            Some(Value::Cases(cases)) => (cases.field().or_else(named), cases.yes()),
            Some(Value::Derived(_)) => {
                made = named().is_some();
                (named(), None)
            }
            _ => (named(), None),
        };
        let filter = filter.map(|filter| self.condition(filter));
        let condition = match (condition, filter) {
            (Some(a), Some(b)) => Some(Tree::All(vec![a, b])),
            (a, b) => a.or(b),
        };
        let lossy = condition.is_some() && !super::functions::counts(function) && function != "max";
        Value::Aggregate(Rc::new(Aggregate {
            column: column.to_owned(),
            function: function.to_owned(),
            of,
            condition: condition.and_then(Tree::shared),
            by: Rc::clone(&self.by),
            within: self.within.clone(),
            loss: lossy.then_some(Loss::Branch).or(made.then_some(Loss::Derived)),
        }))
    }

    /// Something computed from aggregates in `stats` itself: `count(*) / 2`.
    fn recomputed(&self, column: &str, node: &Node) -> Value {
        let parts = match &node.kind {
            Kind::Call(_, parts) | Kind::Arithmetic(parts) => parts.as_slice(),
            _ => &[],
        };
        let aggregated = parts.iter().map(|part| self.aggregated(column, part, None));
        let only: Vec<Value> = aggregated
            .filter(|value| !matches!(value, Value::Derived(_)))
            .collect();
        match only.as_slice() {
            [Value::Aggregate(only)] if matches!(node.kind, Kind::Call(..)) => {
                Value::Aggregate(Rc::clone(only))
            }
            [Value::Time(_), ..] => Value::Time(None),
            [] => Value::default(),
            _ => Value::Aggregate(Rc::new(Aggregate {
                column: column.to_owned(),
                function: "value".to_owned(),
                of: Some(column.to_owned()),
                condition: None,
                by: Rc::clone(&self.by),
                within: self.within.clone(),
                loss: Some(Loss::Relative),
            })),
        }
    }
}

fn outcome(value: Value) -> Outcome {
    match value {
        Value::Literal(text) => Outcome::Literal(text),
        Value::Null => Outcome::Null,
        Value::Field(source) => Outcome::Field(source.field),
        _ => Outcome::Other,
    }
}

fn name_of(node: Option<&Node>) -> Option<String> {
    match node.map(|node| &node.kind) {
        Some(Kind::Name(name)) => Some(name.clone()),
        _ => None,
    }
}

/// Fields that say when an event was, not what it was: conditions on them are time windows.
fn is_event_time(name: &str) -> bool {
    matches!(name, "@timestamp" | "event.ingested")
}
