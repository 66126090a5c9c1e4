//! The columns that stages make, and the fields of the event behind them.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::tags::Constants;
use super::value::{Aggregate, Value};

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
