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
}

/// That a rule reads an event, by its number in [`EventKeys`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reads {
    /// The event as this rule spells it.
    pub(crate) name: u32,
    pub(crate) native: bool,
    pub(crate) declared: bool,
    pub(crate) read: bool,
}

/// All events met so far. Numbers are given in the order of meeting and never reach a page.
#[derive(Debug, Default)]
pub(crate) struct EventKeys {
    numbers: HashMap<(String, String), u32>,
    names: Vec<EventName>,
    /// One number for all spellings of an event.
    keys: HashMap<(String, String), u32>,
}

/// A spelling of an event.
#[derive(Debug)]
struct EventName {
    name: (String, String),
    key: u32,
}

impl EventKeys {
    /// Gives the events that a rule reads their numbers.
    pub(crate) fn number(&mut self, found: Vec<Found>, facts: &Facts) -> Vec<Reads> {
        let reads = found.into_iter().map(|it| Reads {
            name: self.intern(facts.spelling(&it.provider, &it.event)),
            native: it.native,
            declared: it.declared,
            read: it.read,
        });
        reads.collect()
    }

    fn intern(&mut self, name: (String, String)) -> u32 {
        if let Some(&known) = self.numbers.get(&name) {
            return known;
        }
        let number = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        let next = u32::try_from(self.keys.len()).unwrap_or(u32::MAX);
        let lower = (name.0.to_lowercase(), name.1.to_lowercase());
        let key = *self.keys.entry(lower).or_insert(next);
        self.numbers.insert(name.clone(), number);
        self.names.push(EventName { name, key });
        number
    }

    /// The provider and the event.
    pub(crate) fn name(&self, it: &Reads) -> &(String, String) {
        &self.names[it.name as usize].name
    }

    /// What all spellings of the event have in common.
    pub(crate) fn key(&self, it: &Reads) -> u32 {
        self.names[it.name as usize].key
    }
}

/// Events in the making: which event each number has.
pub(crate) struct EventMaker<'a> {
    keys: &'a EventKeys,
    facts: &'a Facts,
    event_of: Vec<Option<EventIx>>,
    events: Events,
}

impl<'a> EventMaker<'a> {
    pub(crate) fn new(keys: &'a EventKeys, facts: &'a Facts) -> Self {
        EventMaker {
            keys,
            facts,
            event_of: vec![None; keys.keys.len()],
            events: Events::default(),
        }
    }

    /// Enters that a rule reads an event; live rules are given, and are counted.
    pub(crate) fn enter(&mut self, reads: &Reads, rule: Option<RuleIx>) -> EventUse {
        let event = self.event(reads);
        if let Some(rule) = rule {
            let it = &mut self.events.events[event as usize];
            let rules = if reads.native {
                &mut it.native
            } else {
                &mut it.equivalent
            };
            if rules.last() != Some(&rule) {
                rules.push(rule);
            }
        }
        EventUse {
            event,
            native: reads.native,
            declared: reads.declared,
            read: reads.read,
        }
    }

    fn event(&mut self, reads: &Reads) -> EventIx {
        let key = self.keys.key(reads) as usize;
        if let Some(event) = self.event_of[key] {
            return event;
        }
        let (provider, event) = self.keys.name(reads).clone();
        let index = EventIx::try_from(self.events.events.len()).unwrap_or(EventIx::MAX);
        self.events.events.push(Event {
            fact: self.facts.get(&provider, &event).cloned(),
            provider,
            event,
            native: Vec::new(),
            equivalent: Vec::new(),
        });
        self.event_of[key] = Some(index);
        index
    }

    pub(crate) fn finish(self) -> Events {
        self.events
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

    /// Whether some event of a provider is known.
    pub(crate) fn knows(&self, provider: &str) -> bool {
        self.providers.contains_key(&provider.to_lowercase())
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
