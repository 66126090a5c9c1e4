//! Constants, and what Python makes of them.

use std::cmp::Ordering;

use crate::canonical_number;
use crate::yaml::{self, Node};

/// A value known without the event.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Const {
    None,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
    /// A list, tuple or set.
    List(Vec<Const>),
    /// A mapping in authored order.
    Dict(Vec<(Const, Const)>),
}

impl Const {
    pub(super) fn text(text: impl Into<String>) -> Const {
        Const::Text(text.into())
    }

    /// The value that a JSON text stands for; JSON is YAML.
    pub(super) fn from_json(text: &str) -> Option<Const> {
        let documents = yaml::parse(text).ok()?;
        let [document] = documents.as_slice() else {
            return None;
        };
        Some(Const::of_node(document))
    }

    fn of_node(node: &Node) -> Const {
        match &node.value {
            yaml::Value::Null => Const::None,
            yaml::Value::List(items) => Const::List(items.iter().map(Const::of_node).collect()),
            yaml::Value::Map(entries) => {
                let pairs = entries.iter();
                Const::Dict(
                    pairs
                        .map(|(key, value)| (Const::of_node(key), Const::of_node(value)))
                        .collect(),
                )
            }
            yaml::Value::Scalar { text, plain: false } => Const::text(text),
            yaml::Value::Scalar { text, .. } => match (text.as_str(), text.parse(), text.parse()) {
                ("true", ..) => Const::Bool(true),
                ("false", ..) => Const::Bool(false),
                (_, Ok(number), _) => Const::Int(number),
                (_, _, Ok(number)) => Const::Float(number),
                _ => Const::text(text),
            },
        }
    }

    /// Truth as Python tests it.
    pub(super) fn is_truthy(&self) -> bool {
        match self {
            Const::None => false,
            Const::Bool(yes) => *yes,
            Const::Int(n) => *n != 0,
            Const::Float(n) => *n != 0.0,
            Const::Text(text) => !text.is_empty(),
            Const::List(items) => !items.is_empty(),
            Const::Dict(entries) => !entries.is_empty(),
        }
    }

    /// Whether it is an empty list, set or mapping.
    pub(super) fn is_empty_container(&self) -> bool {
        matches!(self, Const::List(items) if items.is_empty())
            || matches!(self, Const::Dict(entries) if entries.is_empty())
    }

    /// The number it is; booleans count.
    pub(super) fn number(&self) -> Option<f64> {
        match self {
            Const::Bool(yes) => Some(f64::from(u8::from(*yes))),
            #[allow(clippy::cast_precision_loss)]
            Const::Int(n) => Some(*n as f64),
            Const::Float(n) => Some(*n),
            _ => None,
        }
    }

    pub(super) fn as_str(&self) -> Option<&str> {
        match self {
            Const::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn as_int(&self) -> Option<i64> {
        match self {
            Const::Int(n) => Some(*n),
            Const::Bool(yes) => Some(i64::from(*yes)),
            _ => None,
        }
    }

    /// The items of a list, the keys of a mapping.
    pub(super) fn items(&self) -> Option<Vec<Const>> {
        match self {
            Const::List(items) => Some(items.clone()),
            Const::Dict(entries) => Some(entries.iter().map(|(key, _)| key.clone()).collect()),
            _ => None,
        }
    }

    /// The item at a place, counted from the end when negative.
    pub(super) fn at(&self, index: i64) -> Option<Const> {
        let place = |len: usize| {
            let len = i64::try_from(len).ok()?;
            usize::try_from(if index < 0 { index + len } else { index }).ok()
        };
        match self {
            Const::List(items) => items.get(place(items.len())?).cloned(),
            Const::Text(text) => {
                let c = text.chars().nth(place(text.chars().count())?)?;
                Some(Const::text(c))
            }
            _ => None,
        }
    }

    /// How many items or characters it has.
    pub(super) fn len(&self) -> Option<usize> {
        match self {
            Const::Text(text) => Some(text.chars().count()),
            Const::List(items) => Some(items.len()),
            Const::Dict(entries) => Some(entries.len()),
            _ => None,
        }
    }

    /// Python's `==`.
    pub(super) fn equals(&self, other: &Const) -> bool {
        match (self.number(), other.number()) {
            (Some(a), Some(b)) => a == b,
            _ => self == other,
        }
    }

    /// Python's `in`, where it has a meaning.
    pub(super) fn contains(&self, item: &Const) -> Option<bool> {
        match (self, item) {
            (Const::Text(text), Const::Text(part)) => Some(text.contains(part.as_str())),
            (Const::List(items), _) => Some(items.iter().any(|it| it.equals(item))),
            (Const::Dict(entries), _) => Some(entries.iter().any(|(key, _)| key.equals(item))),
            _ => None,
        }
    }

    /// Python's order, where it has one.
    pub(super) fn order(&self, other: &Const) -> Option<Ordering> {
        match (self, other) {
            (Const::Text(a), Const::Text(b)) => Some(a.cmp(b)),
            _ => self.number()?.partial_cmp(&other.number()?),
        }
    }

    /// The canonical text of a scalar.
    pub(super) fn scalar(&self) -> Option<String> {
        match self {
            Const::Bool(yes) => Some(yes.to_string()),
            Const::Int(n) => Some(n.to_string()),
            Const::Float(n) => Some(canonical_number(&n.to_string())),
            Const::Text(text) => Some(text.clone()),
            Const::None | Const::List(_) | Const::Dict(_) => None,
        }
    }

    /// What `str()` gives for a scalar.
    pub(super) fn to_str(&self) -> Option<String> {
        match self {
            Const::None => Some("None".to_owned()),
            Const::Bool(true) => Some("True".to_owned()),
            Const::Bool(false) => Some("False".to_owned()),
            other => other.scalar(),
        }
    }
}
