//! Which field of which event a value comes from, directly or through placeholders.

use std::collections::{BTreeMap, BTreeSet};

use rule::Loss;

use super::ast::{Comparison, Kind, Node};
use super::functions::{Effect, effect};

/// A placeholder may be bound to another that is bound further down; so many links are followed.
const MAX_LINKS: usize = 4;

/// The field a value comes from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Origin {
    /// The event's variable; empty in searches, which have none.
    pub(super) event: String,
    /// The field.
    pub(super) field: String,
    /// Whether its case is gone.
    pub(super) folded: bool,
    /// How much of the field the value is.
    pub(super) share: Share,
}

/// How much of a field a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Share {
    /// All of it.
    Whole,
    /// All of it but for a documented loss.
    Lossy(Loss),
    /// It goes into a computation with others.
    Computed,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A field's value.
    Field(Origin),
    /// A field's length.
    Length(Origin),
    /// A time, a part of one or a difference of two.
    Time,
    /// A placeholder that no field is bound to.
    Unbound,
    /// Something else.
    Other,
}

impl Origin {
    /// Whether the field holds a time: a difference of times is no value of the event.
    pub(super) fn is_time(&self) -> bool {
        let last = self.field.rsplit('.').next().unwrap_or_default();
        last == "seconds" || last == "nanos" || last.ends_with("_time") || last.ends_with("timestamp")
    }

    fn through(mut self, share: Share) -> Self {
        if self.share != Share::Computed {
            self.share = share;
        }
        self
    }
}

/// The placeholders of a rule and the fields they are bound to.
#[derive(Debug, Default)]
pub(super) struct Placeholders {
    bound: BTreeMap<String, Vec<Origin>>,
}

impl Placeholders {
    /// Reads every `$name = value` of the events section, wherever all of its surroundings are "and".
    pub(super) fn of<'n>(statements: impl Iterator<Item = &'n Node> + Clone) -> Self {
        let mut placeholders = Placeholders::default();
        let mut pairs = Vec::new();
        statements.for_each(|node| assignments(node, &mut pairs));
        for _ in 0..MAX_LINKS {
            let next = placeholders.bind(&pairs);
            let settled = next.bound == placeholders.bound;
            placeholders = next;
            if settled {
                break;
            }
        }
        placeholders
    }

    /// Binds names to values that may speak of placeholders known so far.
    fn bind(&self, pairs: &[(&str, &Node)]) -> Self {
        let mut bound: BTreeMap<String, Vec<Origin>> = BTreeMap::new();
        let mut seen = BTreeSet::new();
        for (name, value) in pairs {
            if let Meaning::Field(origin) = self.meaning(value)
                && seen.insert((*name, origin.clone()))
            {
                bound.entry((*name).to_owned()).or_default().push(origin);
            }
        }
        Placeholders { bound }
    }

    /// All fields a placeholder is bound to, in authored order.
    pub(super) fn origins(&self, name: &str) -> &[Origin] {
        self.bound.get(name).map_or(&[], Vec::as_slice)
    }

    /// Every placeholder with its fields.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &[Origin])> {
        self.bound
            .iter()
            .map(|(name, origins)| (name.as_str(), origins.as_slice()))
    }

    /// What a value is.
    pub(super) fn meaning(&self, node: &Node) -> Meaning {
        match &node.kind {
            Kind::Path(event, field) => Meaning::Field(Origin {
                event: event.clone(),
                field: field.clone(),
                folded: false,
                share: Share::Whole,
            }),
            Kind::Name(name) => match self.origins(name).first() {
                Some(origin) => Meaning::Field(origin.clone()),
                None => Meaning::Unbound,
            },
            Kind::Every(_, inner) => self.meaning(inner),
            Kind::NoCase(inner) => folded(self.meaning(inner)),
            Kind::Call(name, arguments) => self.call(name, arguments),
            Kind::Arithmetic(parts) => self.computed(parts),
            _ => Meaning::Other,
        }
    }

    fn call(&self, name: &str, arguments: &[Node]) -> Meaning {
        let first = || {
            arguments
                .first()
                .map_or(Meaning::Other, |first| self.meaning(first))
        };
        match effect(name) {
            Some(Effect::Same) => first(),
            Some(Effect::Folded) => folded(first()),
            Some(Effect::Lossy(loss)) => shared(first(), Share::Lossy(loss)),
            Some(Effect::First) => shared(first(), Share::Lossy(Loss::FirstSource)),
            Some(Effect::Time) => Meaning::Time,
            Some(Effect::Length) => match first() {
                Meaning::Field(origin) => Meaning::Length(origin),
                other => other,
            },
            None => self.computed(arguments),
        }
    }

    /// A computation belongs to the first field that goes into it; one over times is a time.
    fn computed(&self, parts: &[Node]) -> Meaning {
        let meanings: Vec<Meaning> = parts.iter().map(|part| self.meaning(part)).collect();
        let is_time = |meaning: &Meaning| match meaning {
            Meaning::Time => true,
            Meaning::Field(origin) => origin.is_time(),
            _ => false,
        };
        if meanings.iter().any(is_time) {
            return Meaning::Time;
        }
        let field = meanings
            .into_iter()
            .find(|meaning| matches!(meaning, Meaning::Field(_)));
        field.map_or(Meaning::Other, |field| shared(field, Share::Computed))
    }

    /// The events a statement speaks of.
    pub(super) fn events(&self, node: &Node, found: &mut BTreeSet<String>) {
        match &node.kind {
            Kind::Path(event, _) => {
                found.insert(event.clone());
            }
            Kind::Name(name) => found.extend(self.origins(name).first().map(|origin| origin.event.clone())),
            Kind::All(parts)
            | Kind::Any(parts)
            | Kind::Values(parts)
            | Kind::Call(_, parts)
            | Kind::Arithmetic(parts)
            | Kind::Of(_, parts) => parts.iter().for_each(|part| self.events(part, found)),
            Kind::Not(inner) | Kind::NoCase(inner) | Kind::Every(_, inner) => self.events(inner, found),
            Kind::Compare(_, left, right) | Kind::In(_, left, right) => {
                self.events(left, found);
                self.events(right, found);
            }
            Kind::Count(_) | Kind::Literal(_) | Kind::Regex(_) | Kind::List(_) => {}
        }
    }
}

fn folded(meaning: Meaning) -> Meaning {
    match meaning {
        Meaning::Field(mut origin) => {
            origin.folded = true;
            Meaning::Field(origin)
        }
        other => other,
    }
}

fn shared(meaning: Meaning, share: Share) -> Meaning {
    match meaning {
        Meaning::Field(origin) => Meaning::Field(origin.through(share)),
        other => other,
    }
}

fn assignments<'n>(node: &'n Node, found: &mut Vec<(&'n str, &'n Node)>) {
    match &node.kind {
        Kind::All(parts) => parts.iter().for_each(|part| assignments(part, found)),
        Kind::Compare(Comparison::Equal, left, right) => {
            for (name, value) in [(left, right), (right, left)] {
                if let Kind::Name(name) = &name.kind {
                    found.push((name, value));
                }
            }
        }
        _ => {}
    }
}
