//! Which events of a provider a rule names.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rule::Operator;

use super::shared::Activities;
use super::{Facts, Found, Resolver, Source};
use crate::concept::without_indices;
use crate::mapped::Mapped;
use crate::words::Words;

/// A name longer than this is no event's.
const LONGEST_NAME: usize = 120;
/// The concept of Windows event ids.
const EVENT_ID: &str = "event.code";
/// The whole of a provider.
const ANY: &str = "any";

/// What finds events in the sources of a rule.
pub(crate) struct Narrower<'a> {
    pub(crate) facts: &'a Facts,
    pub(crate) resolver: &'a Resolver,
    pub(crate) activities: &'a Activities,
    pub(crate) names: &'a EventNames,
}

/// By which fields the events of a provider are named (`words/event_names`).
#[derive(Debug, Default)]
pub(crate) struct EventNames {
    providers: HashMap<String, Vec<String>>,
    /// Providers that carry events of others (`words/carriers`).
    carriers: BTreeSet<String>,
}

impl EventNames {
    pub(crate) fn new(words: &Words) -> Self {
        let list = words.list("event_names").iter();
        let lower = |fields: &[String]| fields.iter().map(|field| field.to_lowercase()).collect();
        EventNames {
            providers: list
                .map(|(provider, fields)| (provider.to_owned(), lower(fields)))
                .collect(),
            carriers: words
                .list("carriers")
                .iter()
                .map(|(provider, _)| provider.to_owned())
                .collect(),
        }
    }

    fn of(&self, provider: &str) -> &[String] {
        let found = self.providers.get(&provider.to_lowercase());
        found
            .or_else(|| self.providers.get("*"))
            .map_or(&[], Vec::as_slice)
    }
}

/// What a rule reads, and what it only says it does.
#[derive(Debug, Default)]
pub(crate) struct Narrowed {
    /// Its events, native ones first.
    pub(crate) events: Vec<Found>,
    /// Native events it declares but does not read.
    pub(crate) unread: Vec<(String, String)>,
    /// Native events it reads but does not declare, if it declares any.
    pub(crate) undeclared: Vec<(String, String)>,
}

impl Narrower<'_> {
    /// The events of a rule.
    pub(crate) fn narrow(&self, sources: &[Source], predicates: &[Mapped]) -> Narrowed {
        let mut found: BTreeMap<(String, String), Found> = BTreeMap::new();
        let windows = self.windows_ids(sources, predicates);
        for source in sources {
            let names = match &source.event {
                Some(event) => vec![event.clone()],
                None if self.resolver.is_windows_log(&source.provider) => {
                    let own = windows.get(source.provider.as_str());
                    let is_foreign = own.is_none() && !windows.is_empty();
                    if is_foreign
                        && sources
                            .iter()
                            .any(|it| windows.contains_key(it.provider.as_str()))
                    {
                        continue;
                    }
                    own.map_or_else(Vec::new, |ids| ids.iter().cloned().collect())
                }
                None => self.named(source, predicates),
            };
            let names = if names.is_empty() {
                vec![ANY.to_owned()]
            } else {
                names
            };
            for event in names {
                add(&mut found, source, event);
            }
        }
        self.finish(sources, found)
    }

    /// Windows event ids by provider: an id belongs to the providers that are known to have it, and to the
    /// first one when none is.
    fn windows_ids<'s>(
        &self,
        sources: &'s [Source],
        predicates: &[Mapped],
    ) -> BTreeMap<&'s str, BTreeSet<String>> {
        let whole = sources
            .iter()
            .filter(|it| it.event.is_none() && self.resolver.is_windows_log(&it.provider));
        let mut providers: Vec<&str> = Vec::new();
        for by_query in [true, false] {
            for it in whole
                .clone()
                .filter(|it| (it.read && it.step.is_some()) == by_query)
            {
                if !providers.contains(&it.provider.as_str()) {
                    providers.push(&it.provider);
                }
            }
        }
        let mut ids: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        for id in values(predicates, |it| it.folded_concept == EVENT_ID) {
            let knowing: Vec<&str> = providers
                .iter()
                .copied()
                .filter(|provider| self.facts.get(provider, id).is_some())
                .collect();
            let of = if knowing.is_empty() {
                providers.iter().copied().take(1).collect()
            } else {
                knowing
            };
            for provider in of {
                ids.entry(provider).or_default().insert(id.to_owned());
            }
        }
        ids
    }

    /// The events of another provider that the rule names, by the provider's own fields.
    fn named(&self, source: &Source, predicates: &[Mapped]) -> Vec<String> {
        let fields = self.names.of(&source.provider);
        let is_name = |it: &Mapped| {
            if source.step.is_some_and(|step| step != it.leaf.step) {
                return false;
            }
            let plain = without_indices(it.leaf.predicate.event_field());
            fields.iter().any(|field| {
                field.eq_ignore_ascii_case(&it.folded_concept) || field.eq_ignore_ascii_case(&plain)
            })
        };
        let mut names: Vec<String> = values(predicates, is_name).map(str::to_owned).collect();
        names.sort();
        names.dedup_by(|a, b| a.eq_ignore_ascii_case(b));
        names
    }

    fn is_carrier(&self, provider: &str) -> bool {
        self.names.carriers.contains(&provider.to_lowercase())
    }

    fn finish(&self, sources: &[Source], mut found: BTreeMap<(String, String), Found>) -> Narrowed {
        let mut narrowed = compare(sources, &mut found);
        for it in found.values().filter(|it| it.native).cloned().collect::<Vec<_>>() {
            for (provider, event) in self.activities.equivalents(&it.provider, &it.event) {
                found.entry(key(provider, event)).or_insert_with(|| Found {
                    provider: provider.clone(),
                    event: event.clone(),
                    native: false,
                    declared: false,
                    read: false,
                });
            }
        }
        let named: BTreeSet<String> = found
            .values()
            .filter(|it| it.native && it.event != ANY)
            .map(|it| it.provider.to_lowercase())
            .collect();
        found.retain(|(provider, event), it| event != ANY || !it.native || !named.contains(provider));
        if found
            .values()
            .any(|it| it.native && !self.is_carrier(&it.provider))
        {
            found.retain(|_, it| it.event != ANY || !self.is_carrier(&it.provider));
        }
        narrowed.events = found.into_values().collect();
        narrowed.events.sort_by(|a, b| {
            b.native
                .cmp(&a.native)
                .then_with(|| (&a.provider, &a.event).cmp(&(&b.provider, &b.event)))
        });
        narrowed
    }
}

/// The positive values of predicates that compare for equality, short enough to be names.
fn values<'a>(
    predicates: &'a [Mapped],
    is_name: impl Fn(&Mapped) -> bool + 'a,
) -> impl Iterator<Item = &'a str> {
    let naming = predicates
        .iter()
        .filter(|it| it.leaf.scope.is_positive() && it.folded_op == Operator::Eq)
        .filter(move |it| is_name(it));
    naming
        .flat_map(|it| it.folded_values.iter().map(|value| value.trim()))
        .filter(|value| !value.is_empty() && value.len() <= LONGEST_NAME)
}

fn key(provider: &str, event: &str) -> (String, String) {
    (provider.to_lowercase(), event.to_lowercase())
}

fn add(found: &mut BTreeMap<(String, String), Found>, source: &Source, event: String) {
    let it = found
        .entry(key(&source.provider, &event))
        .or_insert_with(|| Found {
            provider: source.provider.clone(),
            event,
            native: false,
            declared: false,
            read: false,
        });
    it.native |= source.native;
    it.declared |= source.declared;
    it.read |= source.read;
}

/// Sets what a rule declares against what its query reads. An event of a provider that the query reads as a
/// whole, or of a data model, is taken at the declaration's word.
fn compare(sources: &[Source], found: &mut BTreeMap<(String, String), Found>) -> Narrowed {
    let mut narrowed = Narrowed::default();
    let is_open = sources.iter().any(|it| it.open && it.read);
    let vague: BTreeSet<String> = sources
        .iter()
        .filter(|it| it.declared && it.vague)
        .map(|it| it.provider.to_lowercase())
        .collect();
    let (mut whole, mut named) = (BTreeSet::new(), BTreeSet::new());
    for it in found.values().filter(|it| it.read && it.native) {
        let providers = if it.event == ANY { &mut whole } else { &mut named };
        providers.insert(it.provider.to_lowercase());
    }
    let has_read = !(whole.is_empty() && named.is_empty());
    let has_declared = found.values().any(|it| it.declared && !it.read);
    let declared: BTreeSet<String> = found
        .values()
        .filter(|it| it.declared)
        .map(|it| it.provider.to_lowercase())
        .collect();
    for it in found
        .values_mut()
        .filter(|it| it.declared && !it.read && it.native)
    {
        let provider = it.provider.to_lowercase();
        if is_open || !has_read || whole.contains(&provider) {
            it.read = is_open || whole.contains(&provider);
        } else if it.event != ANY || !named.contains(&provider) {
            narrowed.unread.push((it.provider.clone(), it.event.clone()));
        }
    }
    let unread: BTreeSet<(String, String)> = narrowed
        .unread
        .iter()
        .map(|(provider, event)| key(provider, event))
        .collect();
    found.retain(|key, _| !unread.contains(key));
    narrowed
        .unread
        .retain(|(provider, _)| !vague.contains(&provider.to_lowercase()));
    if has_declared {
        let undeclared = found.values().filter(|it| {
            it.native && it.read && !it.declared && !declared.contains(&it.provider.to_lowercase())
        });
        narrowed.undeclared = undeclared
            .map(|it| (it.provider.clone(), it.event.clone()))
            .collect();
    }
    narrowed
}
