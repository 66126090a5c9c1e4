//! What a scalar expression of a query stands for.

use rule::Logic;

/// A value on one side of a comparison.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Operand {
    /// A literal's text.
    Literal(String),
    /// `NULL`.
    Null,
    /// A column.
    Column(Column),
    /// What an aggregate function gives.
    Aggregate(Aggregate),
    /// A moment or a span of time.
    Time,
    /// The first of some that is not null.
    First(Vec<Operand>),
    /// Branches with their conditions; the last has none.
    Branches(Vec<(Logic, Operand)>),
    /// A list of values.
    List(Vec<Operand>),
    /// A condition as a value.
    Truth(Logic),
    /// Row numbers and the like, which pick rows and tell nothing about them.
    Rank,
    /// Not followed.
    Unknown,
}

/// A column and what was done to it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Column {
    /// The dotted path, as authored.
    pub(super) path: String,
    /// Which source of the query it belongs to, if that is known.
    pub(super) source: Option<usize>,
    /// Lower- or upper-cased.
    pub(super) fold_case: bool,
    pub(super) part: Part,
    /// Whether it went by another name.
    pub(super) renamed: bool,
}

/// What of a column's value is looked at.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Part {
    Whole,
    Length,
    /// From the start, up to a separator if it is known.
    Start(Option<String>),
    /// To the end, from a separator if it is known.
    End(Option<String>),
    /// Somewhere inside.
    Inside,
    /// What a regular expression finds in it.
    Found(String),
    /// How often a regular expression or a text is found, or where first.
    Count(String),
}

/// An aggregate: `count(distinct user) by host`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Aggregate {
    pub(super) function: String,
    pub(super) of: Option<String>,
    pub(super) by: Vec<String>,
}

impl Column {
    pub(super) fn new(path: impl Into<String>, source: Option<usize>) -> Column {
        Column {
            path: path.into(),
            source,
            fold_case: false,
            part: Part::Whole,
            renamed: false,
        }
    }

    /// A key below the column.
    #[must_use]
    pub(super) fn child(&self, key: &str) -> Column {
        Column {
            path: format!("{}.{key}", self.path),
            part: Part::Whole,
            ..self.clone()
        }
    }

    /// An element of the column; any if no place is given.
    #[must_use]
    pub(super) fn element(&self, place: &str) -> Column {
        Column {
            path: format!("{}[{place}]", self.path),
            part: Part::Whole,
            ..self.clone()
        }
    }

    /// The same column, looked at otherwise.
    #[must_use]
    pub(super) fn seen(&self, part: Part) -> Column {
        Column { part, ..self.clone() }
    }
}

impl Operand {
    /// The same value with a change to each column it may be.
    pub(super) fn map(self, change: &dyn Fn(Column) -> Operand) -> Operand {
        match self {
            Operand::Column(column) => change(column),
            Operand::First(parts) => Operand::First(parts.into_iter().map(|part| part.map(change)).collect()),
            Operand::Branches(parts) => {
                let each = parts.into_iter().map(|(cond, part)| (cond, part.map(change)));
                Operand::Branches(each.collect())
            }
            Operand::Literal(_) | Operand::Null | Operand::Time => self,
            _ => Operand::Unknown,
        }
    }

    /// The text of a literal.
    pub(super) fn literal(&self) -> Option<&str> {
        match self {
            Operand::Literal(text) => Some(text),
            _ => None,
        }
    }
}
