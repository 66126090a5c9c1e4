//! The events that rules read.

use std::collections::HashMap;

use rule::knowledge::EventFact;

use crate::{EventIx, RuleIx};

/// A telemetry event that some rule reads. No event stands without its provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Short provider name.
    pub provider: String,
    /// Id or name within the provider; `any` for a whole table or log.
    pub event: String,
    /// What the data tables know; `None` for an event met in rules only.
    pub fact: Option<EventFact>,
    /// Live rules that read it, sorted.
    pub native: Vec<RuleIx>,
    /// Live rules that read another sensor's event for the same activity, sorted.
    pub equivalent: Vec<RuleIx>,
}

impl Event {
    /// The title, or an honest substitute.
    pub fn title(&self) -> String {
        match &self.fact {
            Some(fact) if !fact.title.is_empty() => fact.title.clone(),
            _ if self.event == "any" => "any event".to_owned(),
            _ => String::new(),
        }
    }
}

/// That a rule reads an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EventUse {
    /// The event.
    pub event: EventIx,
    /// Whether the rule reads this event itself, rather than another sensor's for the same activity.
    pub native: bool,
    /// Whether the rule declares it beside its query.
    pub declared: bool,
    /// Whether the query itself selects it.
    pub read: bool,
}

/// All events that rules read.
#[derive(Clone, Debug, Default)]
pub struct Events {
    events: Vec<Event>,
    keys: HashMap<(String, String), EventIx>,
}

impl Events {
    /// An event.
    pub fn get(&self, event: EventIx) -> &Event {
        &self.events[event as usize]
    }

    /// All events with their indices.
    pub fn iter(&self) -> impl Iterator<Item = (EventIx, &Event)> {
        (0..).zip(&self.events)
    }

    /// Enters that a rule reads an event.
    pub(crate) fn enter(&mut self, found: &Found, facts: &Facts, rule: Option<RuleIx>) -> EventUse {
        let (provider, event) = facts.spelling(&found.provider, &found.event);
        let key = (provider.to_lowercase(), event.to_lowercase());
        let events = &mut self.events;
        let index = *self.keys.entry(key).or_insert_with(|| {
            let fact = facts.get(&provider, &event).cloned();
            events.push(Event {
                provider,
                event,
                fact,
                native: Vec::new(),
                equivalent: Vec::new(),
            });
            EventIx::try_from(events.len() - 1).unwrap_or(EventIx::MAX)
        });
        if let Some(rule) = rule {
            let it = &mut events[index as usize];
            let rules = if found.native {
                &mut it.native
            } else {
                &mut it.equivalent
            };
            if rules.last() != Some(&rule) {
                rules.push(rule);
            }
        }
        EventUse {
            event: index,
            native: found.native,
            declared: found.declared,
            read: found.read,
        }
    }
}

/// What a resolver found: an event by its names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Found {
    pub(crate) provider: String,
    pub(crate) event: String,
    pub(crate) native: bool,
    pub(crate) declared: bool,
    pub(crate) read: bool,
}

/// The event table by (provider, event), without regard to case.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    facts: Vec<EventFact>,
    providers: HashMap<String, HashMap<String, usize>>,
}

impl Facts {
    pub(crate) fn new(facts: Vec<EventFact>) -> Self {
        let mut providers: HashMap<String, HashMap<String, usize>> = HashMap::new();
        for (i, fact) in facts.iter().enumerate() {
            let events = providers.entry(fact.provider.to_lowercase()).or_default();
            events.entry(fact.event.to_lowercase()).or_insert(i);
        }
        Facts { facts, providers }
    }

    pub(crate) fn get(&self, provider: &str, event: &str) -> Option<&EventFact> {
        let events = self.providers.get(&provider.to_lowercase())?;
        events.get(&event.to_lowercase()).map(|&i| &self.facts[i])
    }

    /// All facts, in the table's order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &EventFact> {
        self.facts.iter()
    }

    /// The platform word of an event, or of its provider's other events.
    pub(crate) fn platform(&self, provider: &str, event: &str) -> Option<&str> {
        let events = self.providers.get(&provider.to_lowercase())?;
        let own = events.get(&event.to_lowercase());
        let any = || events.values().min();
        own.or_else(any).map(|&i| self.facts[i].platform.as_str())
    }

    /// Whether a provider is a log of Windows, whose events are numbers.
    pub(crate) fn is_windows_log(&self, provider: &str) -> bool {
        let events = self.providers.get(&provider.to_lowercase());
        let mut facts = events
            .into_iter()
            .flat_map(|events| events.values())
            .map(|&i| &self.facts[i]);
        let is_table = provider.starts_with("Defender-") || provider.starts_with("Sentinel-");
        !is_table
            && facts.any(|fact| fact.platform == "windows" && fact.event.bytes().all(|b| b.is_ascii_digit()))
    }

    /// The table's spelling of an event, or the given one.
    fn spelling(&self, provider: &str, event: &str) -> (String, String) {
        match self.get(provider, event) {
            Some(fact) => (fact.provider.clone(), fact.event.clone()),
            None => (provider.to_owned(), event.to_owned()),
        }
    }
}
