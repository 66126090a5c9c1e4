//! What a column holds, as far as filters care.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use rule::{Loss, Operator, Predicate, Span};

use super::cond::Cond;
use super::known;
use super::tags::{Constants, Tag};
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
    fn tag(column: Rc<str>) -> Self {
        let is_gathered = false;
        Value::Tag(Tag { column, is_gathered })
    }

    /// Whether it is given in the search itself.
    pub(super) fn is_literal(&self) -> bool {
        matches!(self, Value::Text(_) | Value::Number(_) | Value::Null)
    }

    /// Whether both are given in the search, and equal.
    fn same_literal(&self, other: &Value) -> bool {
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
    fn held_by(self, column: &str) -> Value {
        match self {
            Value::Field(field) => Value::Field(field.held_by(column)),
            Value::Choice(choice) => Value::Choice(Rc::new(Choice {
                cond: choice.cond.clone(),
                then: choice.then.clone().held_by(column),
                other: choice.other.clone().held_by(column),
            })),
            Value::AnyOf(values) => {
                let held = values.iter().map(|value| value.clone().held_by(column));
                Value::AnyOf(Rc::new(held.collect()))
            }
            other => other,
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
    fn measure(&self) -> (usize, usize) {
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

/// A column's value may be this large; real ones stay below a hundred.
const MAX_SIZE: usize = 512;

/// A column's value may nest this deep.
const MAX_NESTING: usize = 64;

/// All uses of columns together may bring this many nodes, so that columns made of columns stay linear.
const BUDGET: usize = 1 << 17;

/// Renames with wildcards are followed up to this many columns.
const MAX_RENAMED: usize = 512;

/// What the stages so far made of the columns. A name that is not here is a field of the event.
#[derive(Clone, Debug, Default)]
pub(super) struct Columns {
    known: BTreeMap<String, (Value, usize)>,
    /// Those that are constants.
    literals: BTreeSet<String>,
    /// Whether an aggregation left no field of the event but those that are known.
    is_closed: bool,
    /// Whether rows of a lookup table came after that, so that what is not known is a column of theirs.
    has_baseline: bool,
    used: std::cell::Cell<usize>,
}

impl Columns {
    /// The value of a column.
    pub(super) fn get(&self, name: &str) -> Value {
        let Some((value, size)) = self.known.get(name) else {
            return self.unknown(name);
        };
        self.used.set(self.used.get().saturating_add(*size));
        if self.used.get() > BUDGET && *size > 1 {
            return Value::Computed;
        }
        value.clone()
    }

    /// A name that no stage made: a field of the event, unless it is what a function names its result
    /// (`predicted(x)`, `avg(x)`) or a column of a baseline.
    fn unknown(&self, name: &str) -> Value {
        let result = name.strip_suffix(')').and_then(|name| name.split_once('('));
        let is_word = |text: &str| {
            !text.is_empty()
                && text
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        };
        let (function, of) = match result {
            Some((function, of)) if is_word(function) => (function, of),
            _ if self.has_baseline => ("values", name),
            _ => return Value::field(name),
        };
        Value::Aggregate(Rc::new(Aggregate {
            function: function.to_ascii_lowercase(),
            of: Some(of.to_owned()),
            by: Vec::new(),
            within: None,
        }))
    }

    /// After an aggregation only what it names is left.
    pub(super) fn close(&mut self) {
        self.is_closed = true;
    }

    /// Rows of a lookup table are appended.
    pub(super) fn append_baseline(&mut self) {
        self.has_baseline = self.is_closed;
    }

    /// Whether a stage made this column.
    pub(super) fn has(&self, name: &str) -> bool {
        self.known.contains_key(name)
    }

    /// A column gets a value.
    pub(super) fn set(&mut self, name: impl Into<String>, value: Value) {
        let (size, depth) = value.measure();
        let name = name.into();
        let value = if size > MAX_SIZE || depth > MAX_NESTING {
            Value::Computed
        } else {
            value.held_by(&name)
        };
        self.insert(name, (value, size.min(MAX_SIZE)));
    }

    /// A column, or a field of the event, gets another name.
    pub(super) fn rename(&mut self, old: &str, new: &str) {
        let value = self.get(old);
        self.known.remove(old);
        self.literals.remove(old);
        self.set(new, value);
    }

    /// The names of the columns that stages made.
    pub(super) fn names(&self) -> impl Iterator<Item = &String> {
        self.known.keys()
    }

    /// The names that start with a prefix, for renames with wildcards; none where there are too many to be
    /// meant.
    pub(super) fn names_from(&self, prefix: &str) -> Vec<String> {
        if self.known.len() > MAX_RENAMED {
            return Vec::new();
        }
        let from = self.known.range(prefix.to_owned()..);
        from.map(|(name, _)| name)
            .take_while(|name| name.starts_with(prefix))
            .cloned()
            .collect()
    }

    /// Takes over the columns of a joined search that are not here yet.
    pub(super) fn adopt(&mut self, other: &Columns) {
        for (name, value) in &other.known {
            if !self.known.contains_key(name) {
                self.insert(name.clone(), value.clone());
            }
        }
    }

    /// Takes over the columns of a search that not every row is of. Its constants tell the rows apart: they
    /// come back.
    pub(super) fn adopt_tagged(&mut self, other: &Columns) -> Constants {
        let mut constants = Constants::new();
        for (name, (value, size)) in &other.known {
            let own = self.known.get(name).map(|(value, _)| value);
            let is_new = own.is_none();
            if !value.is_literal() {
                if is_new {
                    self.insert(name.clone(), (value.clone(), *size));
                }
            } else if own.is_none_or(|own| !own.same_literal(value)) {
                let column: Rc<str> = name.as_str().into();
                constants.insert(Rc::clone(&column), value.clone());
                if is_new {
                    self.insert(name.clone(), (Value::tag(column), 1));
                }
            }
        }
        constants
    }

    /// Makes tags of the constants that another search does not share; they come back.
    pub(super) fn tag_unshared(&mut self, other: &Columns) -> Constants {
        let mut constants = Constants::new();
        for name in std::mem::take(&mut self.literals) {
            let Some((value, size)) = self.known.remove(&name) else {
                continue;
            };
            if other
                .known
                .get(&name)
                .is_some_and(|(it, _)| it.same_literal(&value))
            {
                self.insert(name, (value, size));
                continue;
            }
            let column: Rc<str> = name.as_str().into();
            constants.insert(Rc::clone(&column), value);
            self.insert(name, (Value::tag(column), 1));
        }
        constants
    }

    fn insert(&mut self, name: String, value: (Value, usize)) {
        if value.0.is_literal() {
            self.literals.insert(name.clone());
        } else {
            self.literals.remove(&name);
        }
        self.known.insert(name, value);
    }
}
