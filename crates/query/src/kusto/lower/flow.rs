//! What a tabular expression stands for: which events its rows come from, under which conditions, and what
//! its columns hold.

use std::collections::{BTreeMap, BTreeSet};

use rule::{Logic, Loss, Operator, Threshold};

use super::lowered::Lowered;
use super::scalar::Scalar;

/// Rows from one branch, or from several side by side (`union`).
#[derive(Clone, Debug, Default)]
pub(super) struct Flow {
    /// The branches; each on its own gives rows.
    pub(super) branches: Vec<Branch>,
    /// What the rows are called as a set: a watchlist's alias, a `let`.
    pub(super) set: Option<String>,
    /// Whether that is a watchlist's alias, which says more than the name of a `let`.
    pub(super) is_watchlist: bool,
}

/// Rows that come from one event, or from several joined together.
#[derive(Clone, Debug, Default)]
pub(super) struct Branch {
    /// The events.
    pub(super) events: Vec<Event>,
    /// The columns.
    pub(super) columns: Columns,
    /// What ties the events together.
    pub(super) by: Vec<String>,
    /// Conditions on aggregates; those on one event alone name it by its number.
    pub(super) thresholds: Vec<Threshold>,
}

/// Whether an event must be there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Presence {
    /// It must.
    #[default]
    Present,
    /// It must not (anti joins).
    Absent,
    /// It may (outer joins), until a condition says otherwise.
    Optional,
}

/// One event of a branch.
#[derive(Clone, Debug, Default)]
pub(super) struct Event {
    /// Its number, by which columns know where they come from.
    pub(super) id: usize,
    /// The `let` it was reached through.
    pub(super) alias: Option<String>,
    /// The tables.
    pub(super) source: Vec<String>,
    /// Whether it is no event but a row of a list: a `datatable`, `externaldata`, a watchlist.
    pub(super) is_list: bool,
    /// Whether it must be there.
    pub(super) presence: Presence,
    /// The conditions on it, all of which hold.
    pub(super) conditions: Vec<Logic>,
    /// Conditions on aggregates over an event that need not be there: they count once it must.
    pub(super) pending: Vec<Threshold>,
    /// What was lost in reading them.
    pub(super) losses: BTreeSet<Loss>,
}

/// Columns by name.
#[derive(Clone, Debug, Default)]
pub(super) struct Columns {
    known: BTreeMap<String, Scalar>,
    /// The first column, where the query says which it is.
    pub(super) first: Option<String>,
    /// Whether there are no columns but the known ones.
    pub(super) closed: bool,
}

impl Columns {
    /// What is known of a column.
    pub(super) fn get(&self, name: &str) -> Option<&Scalar> {
        self.known.get(name)
    }

    /// Sets a column.
    pub(super) fn set(&mut self, name: impl Into<String>, value: Scalar) {
        let name = name.into();
        if self.closed && self.first.is_none() {
            self.first = Some(name.clone());
        }
        self.known.insert(name, value);
    }

    /// No columns but those that will be set.
    pub(super) fn closed() -> Self {
        Columns {
            closed: true,
            ..Columns::default()
        }
    }

    /// How many are known.
    pub(super) fn len(&self) -> usize {
        self.known.len()
    }

    /// Takes over what is not there yet.
    pub(super) fn fill_from(&mut self, other: &Columns) {
        for (name, value) in &other.known {
            if !self.known.contains_key(name) {
                self.known.insert(name.clone(), value.clone());
            }
        }
    }

    /// Takes over the columns of a join's other side; a name that both sides have gets the suffix `1`
    /// (<https://learn.microsoft.com/kusto/query/join-operator>, "Output schema").
    pub(super) fn join(&mut self, right: &Columns, keys: &[String]) {
        let taken = self.clone();
        for (name, value) in &right.known {
            if taken.known.contains_key(name) || keys.contains(name) {
                let suffixed = format!("{name}1");
                let value = value.clone().named(&suffixed);
                self.known.insert(suffixed, value);
            } else {
                self.known.insert(name.clone(), value.clone());
            }
        }
        self.closed &= right.closed;
    }
}

impl Event {
    /// Its conditions as one.
    pub(super) fn logic(&self) -> Logic {
        Logic::all(self.conditions.iter().cloned())
    }

    /// Makes the event one that must not happen, under the conditions it has. The thresholds on it come back:
    /// that many of it must not happen.
    pub(super) fn make_absent(&mut self) -> Vec<Threshold> {
        self.presence = Presence::Absent;
        let mut thresholds = std::mem::take(&mut self.pending);
        own(&mut thresholds, self.id);
        thresholds
    }
}

impl Branch {
    /// A branch of one event.
    pub(super) fn of(event: Event) -> Self {
        Branch {
            events: vec![event],
            ..Branch::default()
        }
    }

    /// Adds a condition to the event it is about.
    pub(super) fn add(&mut self, lowered: Lowered) {
        self.thresholds.extend(lowered.thresholds);
        let Some(logic) = lowered.logic else {
            return;
        };
        let Some(at) = self.place_of(&lowered.steps) else {
            return;
        };
        if is_missing(&logic) && self.is_absent(&lowered.steps) {
            return;
        }
        let event = &mut self.events[at];
        if event.presence == Presence::Optional {
            if is_missing(&logic) {
                let thresholds = event.make_absent();
                self.thresholds.extend(thresholds);
                return;
            }
            event.presence = Presence::Present;
            self.thresholds.append(&mut event.pending);
        }
        event.losses.extend(lowered.losses);
        event.conditions.push(logic);
    }

    fn is_absent(&self, steps: &BTreeSet<usize>) -> bool {
        let is_it = |event: &Event| event.presence == Presence::Absent && steps.contains(&event.id);
        steps.len() == 1 && self.events.iter().any(is_it)
    }

    /// The event a condition is about: the only one it names, else the first that must be there.
    fn place_of(&self, steps: &BTreeSet<usize>) -> Option<usize> {
        let named = match (steps.first(), steps.len()) {
            (Some(step), 1) => self.events.iter().position(|event| event.id == *step),
            _ => None,
        };
        let is_usable = |at: &usize| self.events[*at].presence != Presence::Absent;
        let present = || {
            self.events
                .iter()
                .position(|event| event.presence == Presence::Present)
        };
        named
            .filter(is_usable)
            .or_else(present)
            .or((!self.events.is_empty()).then_some(0))
    }

    /// Ties a value to this branch's event, where it is not tied to one yet.
    pub(super) fn claim(&self, mut value: Scalar) -> Scalar {
        if let Some(event) = self.events.first() {
            value.tie(event.id);
        }
        value
    }

    /// Gives the events of a copy numbers of their own: a table that is used twice stands for two events.
    pub(super) fn renumber(&mut self, last: &mut usize) {
        let mut numbers = BTreeMap::new();
        for event in &mut self.events {
            *last += 1;
            numbers.insert(event.id, *last);
            event.id = *last;
        }
        let pending = self.events.iter_mut().flat_map(|event| &mut event.pending);
        for threshold in self.thresholds.iter_mut().chain(pending) {
            threshold.for_each_mut(&mut |it| it.step = it.step.and_then(|step| numbers.get(&step).copied()));
        }
        for value in self.columns.known.values_mut() {
            value.renumber(&numbers);
        }
    }

    /// Ties the thresholds so far to this branch's event, before others join it.
    pub(super) fn own_thresholds(&mut self) {
        if let Some(first) = self.events.first() {
            own(&mut self.thresholds, first.id);
        }
    }

    /// How much a copy of the branch costs.
    pub(super) fn size(&self) -> usize {
        let conditions: usize = self.events.iter().map(|event| 1 + event.conditions.len()).sum();
        conditions + self.columns.len() + self.thresholds.len()
    }
}

/// Tells thresholds whose events they aggregate, unless they know.
fn own(thresholds: &mut [Threshold], event: usize) {
    for threshold in thresholds {
        threshold.for_each_mut(&mut |it| it.step = it.step.or(Some(event)));
    }
}

/// `isempty(x)`, `x == ""` and the like.
fn is_missing(logic: &Logic) -> bool {
    match logic {
        Logic::Not(inner) => matches!(&**inner, Logic::Pred(it) if it.op == Operator::Exists),
        Logic::Pred(it) => it.op == Operator::Eq && it.values == [""],
        _ => false,
    }
}
