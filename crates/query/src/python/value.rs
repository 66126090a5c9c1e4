//! What an expression of a detection stands for.

use std::collections::BTreeMap;
use std::rc::Rc;

use ruff_python_ast::{Expr, Parameters, Stmt};

use rule::{Reason, Span};

use super::cond::Cond;
use super::constant::Const;
use super::source::Module;
use super::times::Moment;

/// A value with more alternatives is given up.
const MAX_ALTERNATIVES: usize = 500;

/// Variables by name.
pub(super) type Variables<'a> = BTreeMap<&'a str, Value<'a>>;

/// The value of an expression, the event being unknown.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value<'a> {
    /// Known, with the name of the module constant it was reached through.
    Const(Rc<Const>, Option<&'a str>),
    /// The event (or a policy's resource) as a whole.
    Event,
    /// A field of the event.
    Field(Rc<Field>),
    /// True where the condition holds.
    Cond(Cond),
    /// The first where the condition holds, the second elsewhere; and how many values that makes.
    Choice(Cond, Rc<Value<'a>>, Rc<Value<'a>>, usize),
    /// `a or b`: the first that is there.
    Either(Rc<Vec<Value<'a>>>),
    /// Elements, each with the condition under which it belongs.
    Items(Rc<Items<'a>>),
    /// A list, tuple or set that is not constant.
    List(Rc<Vec<Value<'a>>>),
    /// A mapping that is not constant.
    Dict(Rc<Vec<(Value<'a>, Value<'a>)>>),
    /// A function, written down somewhere.
    Function(Rc<Function<'a>>),
    /// A method of a value, not called yet.
    Method(Rc<Value<'a>>, &'a str),
    /// A name of Python's library or of a module that is not at hand, dotted.
    Library(Rc<str>),
    /// A helper module.
    Module(&'a Module<'a>),
    /// A compiled regular expression.
    Regex(Rc<Regex>),
    /// Networks an address may lie in.
    Networks(Rc<Vec<String>>, Option<&'a str>),
    /// A time or a span of time, if it is known which.
    Time(Option<Rc<Moment>>),
    /// What a table that the customer fills in, the named one, would hold.
    Placeholder(&'a str),
    /// Not followed.
    Opaque(Rc<Unknown>),
}

/// A field of the event, and what was done to it since.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Field {
    pub(super) path: Vec<Key>,
    /// Lower- or upper-cased: comparisons do not mind case.
    pub(super) fold_case: bool,
    /// What of it is compared.
    pub(super) view: View,
    /// What stands in when the field is missing or, with `or`, empty.
    pub(super) default: Option<Const>,
}

/// A step of a path.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Key {
    Name(String),
    Index(i64),
    /// Some element of a list, the one a loop is at.
    Element,
    /// Some element of a list, where membership is what is asked.
    Member,
}

/// Which part of a field's value is looked at.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum View {
    Whole,
    /// `len(x)`.
    Length,
    /// `len(x.split(sep))`.
    Count(String),
    /// `x.split(sep)`, or in two where `cut` says so; the separator, if it is known.
    Pieces(Option<String>, Cut),
    /// The first piece, up to a separator, or a slice from the start.
    Start(Option<String>),
    /// The last piece, from a separator on, or a slice to the end.
    End(Option<String>),
    /// Some other part, behind a separator if it is known.
    Part(Option<String>),
    /// What a regular expression found in it.
    Match,
    /// Keys of a mapping.
    Keys,
    /// Keys and values of a mapping.
    Entries,
}

/// Elements of an event list that pass a condition, or constants that each do.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Items<'a> {
    pub(super) entries: Vec<(Value<'a>, Cond)>,
    /// Whether an entry stands for any number of elements of the event.
    pub(super) open: bool,
}

/// Where a text is split.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Cut {
    /// At every separator.
    Everywhere,
    /// Once, into two pieces.
    Once,
    /// Once, the separator being a piece of its own.
    Around,
}

/// A function or lambda and what it closes over.
#[derive(Clone, Debug)]
pub(super) struct Function<'a> {
    pub(super) name: &'a str,
    pub(super) module: &'a Module<'a>,
    pub(super) parameters: Option<&'a Parameters>,
    pub(super) body: Body<'a>,
    pub(super) closure: Variables<'a>,
}

/// What a function does.
#[derive(Clone, Copy, Debug)]
pub(super) enum Body<'a> {
    Block(&'a [Stmt]),
    Lambda(&'a Expr),
}

impl PartialEq for Function<'_> {
    fn eq(&self, other: &Self) -> bool {
        let same = match (self.body, other.body) {
            (Body::Block(a), Body::Block(b)) => std::ptr::eq(a, b),
            (Body::Lambda(a), Body::Lambda(b)) => std::ptr::eq(a, b),
            _ => false,
        };
        same && self.closure == other.closure
    }
}

/// A compiled pattern.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Regex {
    pub(super) pattern: String,
    pub(super) ignore_case: bool,
}

/// Why and where a value was lost.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Unknown {
    pub(super) text: String,
    pub(super) why: Reason,
    pub(super) span: Span,
}

impl<'a> Value<'a> {
    pub(super) const NONE: fn() -> Value<'a> = || Value::from(Const::None);

    /// The constant it is.
    pub(super) fn constant(&self) -> Option<&Const> {
        match self {
            Value::Const(constant, _) => Some(constant),
            _ => None,
        }
    }

    /// The text it is.
    pub(super) fn as_str(&self) -> Option<&str> {
        self.constant().and_then(Const::as_str)
    }

    /// A list, constant if all its parts are.
    pub(super) fn list(parts: Vec<Value<'a>>) -> Value<'a> {
        let constants: Option<Vec<Const>> = parts.iter().map(|part| part.constant().cloned()).collect();
        match constants {
            Some(items) => Value::from(Const::List(items)),
            None => Value::List(Rc::new(parts)),
        }
    }

    /// A mapping, constant if all its parts are.
    pub(super) fn dict(entries: Vec<(Value<'a>, Value<'a>)>) -> Value<'a> {
        let constant = |(k, v): &(Value<'a>, Value<'a>)| Some((k.constant()?.clone(), v.constant()?.clone()));
        match entries.iter().map(constant).collect::<Option<Vec<_>>>() {
            Some(entries) => Value::from(Const::Dict(entries)),
            None => Value::Dict(Rc::new(entries)),
        }
    }

    /// `a` where the condition holds, `b` elsewhere.
    pub(super) fn choice(cond: Cond, a: Value<'a>, b: Value<'a>) -> Value<'a> {
        if a == b {
            return a;
        }
        match (&cond, &a, &b) {
            (Cond::True, _, _) => a,
            (Cond::False, _, _) => b,
            // What was asked before has the same answer.
            (_, Value::Choice(same, inner, ..), _) if *same == cond => {
                Value::choice(cond, (**inner).clone(), b)
            }
            (_, _, Value::Choice(same, _, inner, _)) if *same == cond => {
                Value::choice(cond, a, (**inner).clone())
            }
            // A type check decides between a value and nothing, or a value and the list of it.
            (Cond::Silent, Value::Const(a, _), _) if !a.is_truthy() => b,
            (Cond::Silent, _, Value::Const(b, _)) if !b.is_truthy() => a,
            (Cond::Silent, _, Value::List(items)) if items.as_slice() == [a.clone()] => a,
            (Cond::Silent, Value::List(items), _) if items.as_slice() == [b.clone()] => b,
            _ => match (a.as_condition(), b.as_condition()) {
                (Some(a), Some(b)) => Value::Cond(cond.either(a, b)),
                _ => match a.alternatives() + b.alternatives() {
                    many if many > MAX_ALTERNATIVES => Value::Cond(Cond::Overflow),
                    few => Value::Choice(cond, Rc::new(a), Rc::new(b), few),
                },
            },
        }
    }

    /// How many values it may be, inside and out.
    fn alternatives(&self) -> usize {
        match self {
            Value::Choice(.., alternatives) => *alternatives,
            Value::Either(parts) | Value::List(parts) => parts.iter().map(Value::alternatives).sum(),
            Value::Items(items) => items.entries.iter().map(|(value, _)| value.alternatives()).sum(),
            Value::Dict(entries) => entries.iter().map(|(_, value)| value.alternatives()).sum(),
            _ => 1,
        }
    }

    /// The condition that a truth value is.
    fn as_condition(&self) -> Option<Cond> {
        match self {
            Value::Cond(cond) => Some(cond.clone()),
            Value::Const(constant, _) => match **constant {
                Const::Bool(yes) => Some(yes.into()),
                _ => None,
            },
            _ => None,
        }
    }
}

impl From<Const> for Value<'_> {
    fn from(constant: Const) -> Self {
        Value::Const(Rc::new(constant), None)
    }
}

impl From<Cond> for Value<'_> {
    fn from(cond: Cond) -> Self {
        match cond {
            Cond::True => Value::from(Const::Bool(true)),
            Cond::False => Value::from(Const::Bool(false)),
            other => Value::Cond(other),
        }
    }
}

impl From<Field> for Value<'_> {
    fn from(field: Field) -> Self {
        Value::Field(Rc::new(field))
    }
}

impl Field {
    /// A field of the event.
    pub(super) fn new(path: Vec<Key>) -> Field {
        Field {
            path,
            fold_case: false,
            view: View::Whole,
            default: None,
        }
    }

    /// A field below this one.
    #[must_use]
    pub(super) fn child(&self, key: Key) -> Field {
        let mut path = self.path.clone();
        path.push(key);
        Field::new(path)
    }

    /// The same field, looked at otherwise.
    #[must_use]
    pub(super) fn seen(&self, view: View) -> Field {
        Field { view, ..self.clone() }
    }

    /// The dotted path, list elements as `a[*].b`.
    pub(super) fn name(&self) -> String {
        let mut name = String::new();
        for key in &self.path {
            match key {
                Key::Name(part) => {
                    if !name.is_empty() {
                        name.push('.');
                    }
                    name.push_str(part);
                }
                Key::Index(n) => name.push_str(&format!("[{n}]")),
                Key::Element | Key::Member => name.push_str("[*]"),
            }
        }
        name
    }

    /// The list an element or a part of one comes from.
    pub(super) fn list(&self) -> Option<Field> {
        let end = self
            .path
            .iter()
            .rposition(|key| matches!(key, Key::Element | Key::Member))?;
        Some(Field::new(self.path.get(..end)?.to_vec()))
    }

    /// Whether some element of a list was taken on the way.
    pub(super) fn is_element(&self) -> bool {
        self.path.contains(&Key::Element)
    }
}
