//! What a column holds, as far as filters care.

use std::rc::Rc;

use rule::{Loss, Operator, Predicate, Span};

use super::cond::Cond;
use super::known;
use super::tags::Tag;
use crate::Pattern;

/// The value of a column or an expression.
#[derive(Clone, Debug)]
pub(super) enum Value {
    /// A field of the event.
    Field(Field),
    /// A string.
    Text(String),
    /// A number.
    Number(String),
    /// `null()`.
    Null,
    /// Length or number of values of a field.
    Length(Field),
    /// An aggregate over events.
    Aggregate(Rc<Aggregate>),
    /// A time, a span of time, or anything else of the clock.
    Time,
    /// A column of a lookup table's row that holds these fields.
    Row(Rc<Row>),
    /// One value or another.
    Choice(Rc<Choice>),
    /// A constant in some of several searches, under this name; see [`super::tags`].
    Tag(Tag),
    /// A text of this shape, a part of which is not known.
    Shape(Rc<Pattern>),
    /// All of these at once (`mvappend`).
    AnyOf(Rc<Vec<Value>>),
    /// Whether a condition holds.
    Truth(Rc<Cond>),
    /// The values of a field for which a condition holds.
    Filtered(Rc<Cond>, Field),
    /// Anything else.
    Computed,
}

/// A field of the event, perhaps not as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Field {
    /// What the author calls it.
    pub(super) name: String,
    /// The event's own field, where a column of another name holds it or a piece of it.
    pub(super) origin: Option<Rc<str>>,
    /// Whether it is a column that holds a piece of the event's field.
    pub(super) is_piece: bool,
    /// How much of it is there.
    pub(super) part: Part,
    /// Whether its case is still the event's.
    pub(super) cased: bool,
    /// What showing this field instead of the column loses.
    pub(super) loss: Option<Loss>,
}

/// How much of a field a column holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// The value, or each of several.
    Whole,
    /// A piece of the value.
    Piece,
    /// What this regular expression takes out of it.
    Extracted(String),
    /// All of a column that a regular expression took out of another field.
    Group(Rc<Group>),
}

/// Where a column was taken out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Group {
    /// The event's field.
    pub(super) source: String,
    /// The expression.
    pub(super) regex: String,
}

/// `function(of) by fields`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Aggregate {
    pub(super) function: String,
    pub(super) of: Option<String>,
    pub(super) by: Vec<String>,
    pub(super) within: Option<String>,
}

/// A row of a lookup table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) table: String,
    /// The event's fields that found the row.
    pub(super) fields: Vec<Field>,
}

/// `if(cond, then, other)`.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    pub(super) cond: Cond,
    pub(super) then: Value,
    pub(super) other: Value,
}

impl Field {
    /// The field as it is in the event.
    pub(super) fn whole(name: impl Into<String>) -> Self {
        Field {
            name: name.into(),
            origin: None,
            is_piece: false,
            part: Part::Whole,
            cased: true,
            loss: None,
        }
    }

    /// Whether tests of it are tests of what goes by its name.
    pub(super) fn is_whole(&self) -> bool {
        matches!(self.part, Part::Whole | Part::Group(_))
    }

    /// The field of the event that it is; a piece of one goes by its column's name.
    pub(super) fn event_name(&self) -> &str {
        match &self.origin {
            Some(origin) if !self.is_piece => origin,
            _ => &self.name,
        }
    }

    /// A piece of it that no column holds yet.
    pub(super) fn cut(self, part: Part) -> Field {
        self.lossy(Loss::PartOfValue).with(part)
    }

    /// The field, not quite as it is.
    pub(super) fn lossy(self, loss: Loss) -> Field {
        let loss = Some(loss);
        Field { loss, ..self }
    }

    fn with(self, part: Part) -> Field {
        Field { part, ..self }
    }

    /// The field as a column holds it: a piece of another goes by the column's name from there on.
    fn held_by(self, column: &str) -> Field {
        let source = self.event_name().to_owned();
        let origin = self.origin.unwrap_or_else(|| self.name.as_str().into());
        let (part, is_piece) = match self.part {
            part @ (Part::Whole | Part::Group(_)) => (part, self.is_piece),
            Part::Extracted(regex) => (Part::Group(Rc::new(Group { source, regex })), true),
            Part::Piece => (Part::Whole, true),
        };
        Field {
            name: column.to_owned(),
            origin: Some(origin).filter(|origin| **origin != *column),
            is_piece,
            part,
            cased: self.cased,
            loss: if is_piece { Some(Loss::Derived) } else { self.loss },
        }
    }

    /// A predicate on it, under the name that the author compares.
    pub(super) fn predicate<V: Into<String>>(
        &self,
        op: Operator,
        values: impl IntoIterator<Item = V>,
    ) -> Predicate {
        let mut predicate = Predicate::new(&*self.name, op, values, Span::NONE);
        self.mark(&mut predicate);
        predicate
    }

    /// Tells a predicate which field of the event it is about, and whether all of it.
    pub(super) fn mark(&self, predicate: &mut Predicate) {
        predicate.alias_of = self.origin.as_deref().map(str::to_owned);
        predicate.part = self.is_piece;
    }
}

impl Value {
    /// A field as it is in the event.
    pub(super) fn field(name: impl Into<String>) -> Self {
        Value::Field(Field::whole(name))
    }

    /// A column that tells united searches apart.
    pub(super) fn tag(column: Rc<str>) -> Self {
        let is_gathered = false;
        Value::Tag(Tag { column, is_gathered })
    }

    /// Whether it is given in the search itself.
    pub(super) fn is_literal(&self) -> bool {
        matches!(self, Value::Text(_) | Value::Number(_) | Value::Null)
    }

    /// Whether both are given in the search, and equal.
    pub(super) fn same_literal(&self, other: &Value) -> bool {
        match (self, other) {
            (Value::Text(a) | Value::Number(a), Value::Text(b) | Value::Number(b)) => a == b,
            (Value::Null, Value::Null) => true,
            _ => false,
        }
    }

    /// Whether it is of the clock, whichever way a choice goes.
    pub(super) fn is_time(&self) -> bool {
        match self {
            Value::Time => true,
            Value::Field(field) => known::is_time(field.event_name()),
            Value::Choice(choice) => {
                let void = |value: &Value| matches!(value, Value::Null) || value.is_time();
                (choice.then.is_time() && void(&choice.other))
                    || (choice.other.is_time() && void(&choice.then))
            }
            _ => false,
        }
    }

    /// The same with every field, in each alternative, changed.
    pub(super) fn map_fields(self, change: &impl Fn(Field) -> Value) -> Value {
        match self {
            Value::Field(field) => change(field),
            Value::Choice(choice) => Value::Choice(Rc::new(Choice {
                cond: choice.cond.clone(),
                then: choice.then.clone().map_fields(change),
                other: choice.other.clone().map_fields(change),
            })),
            Value::AnyOf(values) => {
                let changed = values.iter().map(|value| value.clone().map_fields(change));
                Value::AnyOf(Rc::new(changed.collect()))
            }
            other @ (Value::Null | Value::Time) => other,
            _ => Value::Computed,
        }
    }

    /// The value as a column of that name holds it.
    pub(super) fn held_by(self, column: &str) -> Value {
        match self {
            Value::Field(field) => Value::Field(field.held_by(column)),
            Value::Choice(choice) => {
                let then = choice.then.clone().held_by(column);
                let other = choice.other.clone().held_by(column);
                Value::one_field(&then, &other).unwrap_or_else(|| {
                    let cond = choice.cond.clone();
                    Value::Choice(Rc::new(Choice { cond, then, other }))
                })
            }
            Value::AnyOf(values) => {
                let held = values.iter().map(|value| value.clone().held_by(column));
                Value::AnyOf(Rc::new(held.collect()))
            }
            other => other,
        }
    }

    /// What both ways of a choice hold of the same field: decoded in one way or not, it is a piece of that.
    fn one_field(then: &Value, other: &Value) -> Option<Value> {
        let ((a, a_may_miss), (b, b_may_miss)) = (then.only_field()?, other.only_field()?);
        let same = a.name == b.name && a.origin == b.origin && a_may_miss == b_may_miss;
        if !same || !a.is_whole() || !b.is_whole() {
            return None;
        }
        let (is_piece, cased) = (a.is_piece || b.is_piece, a.cased && b.cased);
        let loss = match is_piece {
            true => Some(Loss::Derived),
            false => a.loss.or(b.loss),
        };
        Some(then.clone().map_fields(&|field| {
            Value::Field(Field {
                is_piece,
                cased,
                loss,
                ..field
            })
        }))
    }

    /// The one field that it holds, if anything, and whether it may hold nothing.
    fn only_field(&self) -> Option<(&Field, bool)> {
        match self {
            Value::Field(field) => Some((field, false)),
            Value::Choice(choice) => match (&choice.then, &choice.other) {
                (value, Value::Null) | (Value::Null, value) => Some((value.only_field()?.0, true)),
                (then, other) => {
                    let ((a, a_may_miss), (b, b_may_miss)) = (then.only_field()?, other.only_field()?);
                    (a.name == b.name && a.origin == b.origin).then_some((a, a_may_miss || b_may_miss))
                }
            },
            _ => None,
        }
    }

    /// The field of the event that it is, or comes from first.
    pub(super) fn origin(&self) -> Option<&Field> {
        match self {
            Value::Field(field) => Some(field),
            Value::Choice(choice) => choice.then.origin().or_else(|| choice.other.origin()),
            Value::AnyOf(values) => values.iter().find_map(Value::origin),
            _ => None,
        }
    }

    /// How large it is, in nodes of some sixty bytes, and how deep.
    pub(super) fn measure(&self) -> (usize, usize) {
        let text = |texts: &[&str]| (1 + texts.iter().map(|text| text.len()).sum::<usize>() / 64, 1);
        let all = |parts: &[(usize, usize)]| {
            parts
                .iter()
                .fold((1, 1), |sum, part| (sum.0 + part.0, sum.1.max(part.1 + 1)))
        };
        match self {
            Value::Choice(choice) => all(&[
                choice.cond.measure(),
                choice.then.measure(),
                choice.other.measure(),
            ]),
            Value::AnyOf(values) => all(&values.iter().map(Value::measure).collect::<Vec<_>>()),
            Value::Truth(cond) => cond.measure(),
            Value::Filtered(cond, field) => all(&[cond.measure(), Value::Field(field.clone()).measure()]),
            Value::Field(field) | Value::Length(field) => match &field.part {
                Part::Extracted(regex) => text(&[&field.name, regex]),
                Part::Group(group) => text(&[&field.name, &group.source, &group.regex]),
                _ => text(&[&field.name]),
            },
            Value::Text(only) | Value::Number(only) => text(&[only]),
            Value::Aggregate(aggregate) => text(&[
                aggregate.of.as_deref().unwrap_or_default(),
                &aggregate.by.concat(),
            ]),
            Value::Row(row) => all(&vec![text(&[&row.table]); row.fields.len() + 1]),
            Value::Shape(shape) => text(&[&shape.to_wildcard()]),
            Value::Null | Value::Time | Value::Tag(_) | Value::Computed => (1, 1),
        }
    }
}
