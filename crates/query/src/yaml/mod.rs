//! YAML with places: the tree from which the languages written in YAML are decoded.

mod parse;

use rule::Span;

pub use parse::parse;

/// A YAML node and where it stands in its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// What it is.
    pub value: Value,
    /// Where it stands; [`Span::NONE`] when not known.
    pub span: Span,
}

/// A YAML value. Scalars keep their text: `00000429` is a string of eight characters, `True` is "True".
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// `null`, `~`, or nothing at all.
    Null,
    /// A scalar's text; `plain` tells an unquoted `5` or `true` from a quoted one.
    Scalar {
        /// The text after YAML's own unescaping.
        text: String,
        /// Whether it was written without quotes and not as a block.
        plain: bool,
    },
    /// A sequence.
    List(Vec<Node>),
    /// A mapping in authored order; keys are nodes because their places matter too.
    Map(Vec<(Node, Node)>),
}

impl Node {
    /// The value of a key of a mapping; the first, should it be repeated.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries()
            .iter()
            .find(|(k, _)| k.text() == Some(key))
            .map(|(_, value)| value)
    }

    /// The text of a scalar.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// The entries of a mapping; none for anything else.
    pub fn entries(&self) -> &[(Node, Node)] {
        match &self.value {
            Value::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The items of a list; the node itself as the only item when it is a scalar or a mapping; none for null.
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Value::List(items) => items,
            Value::Null => &[],
            _ => std::slice::from_ref(self),
        }
    }

    /// How many nodes it holds, itself included.
    pub fn count(&self) -> usize {
        match &self.value {
            Value::List(items) => items.iter().map(Node::count).sum::<usize>() + 1,
            Value::Map(entries) => {
                let pairs = entries.iter().map(|(key, value)| key.count() + value.count());
                pairs.sum::<usize>() + 1
            }
            _ => 1,
        }
    }
}
