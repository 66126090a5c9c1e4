//! What a scalar expression stands for. Columns made by `extend`, `project` and `summarize` hold such values,
//! so that a condition on them can be told as a condition on the event.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use rule::{Logic, Loss};

use super::lowered::Lowered;
use crate::kusto::ast::Literal;

/// Conditions larger or deeper than this are not carried in columns: each use would copy them.
const MAX_SIZE: usize = 400;
const MAX_NESTING: usize = 24;

/// The meaning of a scalar expression.
#[derive(Clone, Debug)]
pub(super) enum Scalar {
    /// One or several constants.
    Constant(Constant),
    /// An external set or a value looked up elsewhere.
    Lookup(Lookup),
    /// A point in time, a span or the number of a row: conditions on it choose a window.
    Time,
    /// A field of the event.
    Field(Field),
    /// The length of a field.
    Length(Field),
    /// An aggregate over events.
    Aggregate(Aggregate),
    /// A truth value.
    Condition(Rc<Lowered>),
    /// A position, -1 where the condition does not hold.
    Position(Rc<Lowered>),
    /// `iff` and `case`.
    Cases(Rc<Cases>),
    /// A sum of weights, each added where its condition holds.
    Score(Rc<Vec<(Lowered, f64)>>),
    /// Computed in a way that no single field stands for.
    Computed,
}

/// Constants and the `let` that names them.
#[derive(Clone, Debug)]
pub(super) struct Constant {
    /// The values.
    pub(super) values: Rc<Vec<Literal>>,
    /// The name they were reached through.
    pub(super) via: Option<String>,
}

/// A set whose members are not in the query.
#[derive(Clone, Debug)]
pub(super) struct Lookup {
    /// Watchlist alias, `let` name or "subquery".
    pub(super) name: String,
    /// The `let` it was reached through, where that is another name.
    pub(super) via: Option<String>,
}

/// A field and how the value at hand relates to it.
#[derive(Clone, Debug)]
pub(super) struct Field {
    /// The dotted path.
    pub(super) path: String,
    /// The step whose event it belongs to, where known.
    pub(super) step: Option<usize>,
    /// What is lost by naming the field instead of the value.
    pub(super) losses: BTreeSet<Loss>,
    /// Whether its case was folded.
    pub(super) folded: bool,
    /// Whether the value is only a part or a mixture of the field's: a column of it keeps its own name.
    pub(super) part: bool,
    /// Whether the value is a number calculated from the field's: only a column of it can be shown.
    pub(super) scaled: bool,
    /// The aggregate function that collected its values, if any.
    pub(super) collected: Option<Aggregate>,
    /// The column that holds it, as the author calls it.
    pub(super) name: Option<String>,
    /// Its possible values, for a column of a `datatable`.
    pub(super) listed: Option<Rc<Vec<Literal>>>,
}

/// An aggregate that a threshold can be put on.
#[derive(Clone, Debug, Default)]
pub(super) struct Aggregate {
    /// `count`, `distinct_count`, …
    pub(super) function: String,
    /// What is aggregated.
    pub(super) of: Option<String>,
    /// The grouping fields.
    pub(super) by: Vec<String>,
    /// The time bin, as authored.
    pub(super) within: Option<String>,
}

/// `case(condition, value, …, otherwise)`.
#[derive(Clone, Debug)]
pub(super) struct Cases {
    /// Conditions with their values, the first that holds wins.
    pub(super) arms: Vec<(Lowered, Scalar)>,
    /// The value if none holds.
    pub(super) otherwise: Scalar,
}

impl Scalar {
    /// Constants without a name.
    pub(super) fn constants(values: Vec<Literal>) -> Self {
        Scalar::Constant(Constant {
            values: Rc::new(values),
            via: None,
        })
    }

    /// A truth value, unless it is too large to be carried around.
    pub(super) fn condition(lowered: Lowered) -> Self {
        if is_portable(std::iter::once(&lowered)) {
            Scalar::Condition(Rc::new(lowered))
        } else {
            Scalar::Computed
        }
    }

    /// A position in a text or list, found where a condition holds.
    pub(super) fn position(found: Lowered) -> Self {
        match Scalar::condition(found) {
            Scalar::Condition(found) => Scalar::Position(found),
            other => other,
        }
    }

    /// `iff` and `case`, unless they are too large to be carried around.
    pub(super) fn cases(cases: Cases) -> Self {
        let conditions = cases.arms.iter().map(|(condition, _)| condition);
        let is_flat =
            |value: &Scalar| !matches!(value, Scalar::Cases(_) | Scalar::Condition(_) | Scalar::Score(_));
        let flat = cases.arms.iter().all(|(_, value)| is_flat(value)) && is_flat(&cases.otherwise);
        if flat && is_portable(conditions) {
            Scalar::Cases(Rc::new(cases))
        } else {
            Scalar::Computed
        }
    }

    /// The single constant this is.
    pub(super) fn single(&self) -> Option<&Literal> {
        match self {
            Scalar::Constant(constant) => match constant.values.as_slice() {
                [one] => Some(one),
                _ => None,
            },
            _ => None,
        }
    }

    /// The value as a column of that name holds it.
    pub(super) fn named(self, name: &str) -> Scalar {
        match self {
            Scalar::Field(field) => Scalar::Field(Field {
                name: Some(name.to_owned()),
                scaled: false,
                ..field
            }),
            other => other,
        }
    }

    /// Tells fields and conditions that name no event yet whose they are.
    pub(super) fn tie(&mut self, event: usize) {
        match self {
            Scalar::Field(field) => field.step = field.step.or(Some(event)),
            Scalar::Condition(it) | Scalar::Position(it) if it.is_untied() => {
                Rc::make_mut(it).steps.insert(event);
            }
            Scalar::Cases(cases) if cases.arms.iter().any(|(arm, _)| arm.is_untied()) => {
                let untied = Rc::make_mut(cases)
                    .arms
                    .iter_mut()
                    .filter(|(arm, _)| arm.is_untied());
                untied.for_each(|(arm, _)| {
                    arm.steps.insert(event);
                });
            }
            Scalar::Score(score) if score.iter().any(|(it, _)| it.is_untied()) => {
                let untied = Rc::make_mut(score).iter_mut().filter(|(it, _)| it.is_untied());
                untied.for_each(|(it, _)| {
                    it.steps.insert(event);
                });
            }
            _ => {}
        }
    }

    /// Gives the events it names other numbers.
    pub(super) fn renumber(&mut self, numbers: &BTreeMap<usize, usize>) {
        match self {
            Scalar::Field(field) | Scalar::Length(field) => {
                field.step = field.step.and_then(|step| numbers.get(&step).copied());
            }
            Scalar::Condition(it) | Scalar::Position(it) => Rc::make_mut(it).renumber(numbers),
            Scalar::Cases(cases) => {
                let arms = &mut Rc::make_mut(cases).arms;
                arms.iter_mut().for_each(|(arm, _)| arm.renumber(numbers));
            }
            Scalar::Score(score) => {
                let parts = Rc::make_mut(score);
                parts.iter_mut().for_each(|(it, _)| it.renumber(numbers));
            }
            _ => {}
        }
    }

    /// The value as reached through a `let`.
    pub(super) fn via(self, name: &str) -> Scalar {
        match self {
            Scalar::Constant(constant) => Scalar::Constant(Constant {
                via: Some(name.to_owned()),
                ..constant
            }),
            Scalar::Lookup(lookup) if lookup.name == SUBQUERY => Scalar::Lookup(Lookup {
                name: name.to_owned(),
                via: None,
            }),
            Scalar::Lookup(lookup) if lookup.name != name => Scalar::Lookup(Lookup {
                via: Some(name.to_owned()),
                ..lookup
            }),
            other => other,
        }
    }
}

/// The name of a set that the author gave none.
pub(super) const SUBQUERY: &str = "subquery";

impl Field {
    /// A field as it stands in the event.
    pub(super) fn new(path: impl Into<String>) -> Self {
        Field {
            path: path.into(),
            step: None,
            losses: BTreeSet::new(),
            folded: false,
            part: false,
            scaled: false,
            collected: None,
            name: None,
            listed: None,
        }
    }

    /// What the author calls it where it is compared.
    pub(super) fn shown(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.path)
    }

    /// The event's own field, where a column of another name holds its value or a part of it.
    pub(super) fn origin(&self) -> Option<&str> {
        (self.shown() != self.path).then_some(self.path.as_str())
    }

    /// The event's own field; a part of it that a column holds goes by the column's name.
    pub(super) fn told(&self) -> &str {
        if self.part { self.shown() } else { &self.path }
    }

    /// The same field, with a loss.
    pub(super) fn lossy(mut self, loss: Loss) -> Self {
        self.losses.insert(loss);
        self
    }

    /// A part of the field's value.
    pub(super) fn part_of(self) -> Self {
        Field {
            part: true,
            listed: None,
            ..self.lossy(Loss::PartOfValue)
        }
    }
}

fn is_portable<'a>(conditions: impl Iterator<Item = &'a Lowered>) -> bool {
    let mut size = 0;
    for condition in conditions {
        if let Some(logic) = &condition.logic {
            if nesting(logic) > MAX_NESTING {
                return false;
            }
            logic.for_each_leaf(&mut |_| size += 1);
        }
    }
    size <= MAX_SIZE
}

/// How deeply logic nests.
pub(super) fn nesting(logic: &Logic) -> usize {
    match logic {
        Logic::All(parts) | Logic::Any(parts) => 1 + parts.iter().map(nesting).max().unwrap_or(0),
        Logic::Not(inner) => 1 + nesting(inner),
        Logic::Pred(_) | Logic::Opaque(_) => 0,
    }
}
