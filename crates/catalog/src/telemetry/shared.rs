//! Events that are another sensor's view of the same activity.

use std::collections::{BTreeMap, BTreeSet};

use rule::knowledge::{LogSourceFact, LogSourceRelation};

/// Groups of events for the same activity.
#[derive(Debug, Default)]
pub(crate) struct Activities {
    groups: Vec<Vec<(String, String)>>,
    /// The smallest group of each event, by lower-case names.
    smallest: BTreeMap<(String, String), usize>,
}

impl Activities {
    /// A category of log sources is one activity: all its events, native and equivalent, are views of it.
    pub(crate) fn new(rows: &[LogSourceFact]) -> Self {
        let mut keys: BTreeMap<&str, BTreeSet<(String, String)>> = BTreeMap::new();
        for row in rows
            .iter()
            .filter(|row| row.kind == "sigma.logsource" && !row.key.starts_with("category=;"))
        {
            if row.relation != LogSourceRelation::Channel && row.event != "any" {
                let event = (row.provider.clone(), row.event.clone());
                keys.entry(&row.key).or_default().insert(event);
            }
        }
        let mut groups: Vec<Vec<(String, String)>> = keys
            .into_values()
            .map(|events| events.into_iter().collect())
            .collect();
        groups.sort_by_key(Vec::len);
        let mut smallest = BTreeMap::new();
        for (i, group) in groups.iter().enumerate() {
            for (provider, event) in group {
                let key = (provider.to_lowercase(), event.to_lowercase());
                smallest.entry(key).or_insert(i);
            }
        }
        Activities { groups, smallest }
    }

    /// The other views of the activity that an event shows.
    pub(crate) fn equivalents(&self, provider: &str, event: &str) -> impl Iterator<Item = &(String, String)> {
        let group = self
            .smallest
            .get(&(provider.to_lowercase(), event.to_lowercase()));
        let group = group.map_or(&[][..], |&i| &self.groups[i]);
        let (provider, event) = (provider.to_owned(), event.to_owned());
        group.iter().filter(move |it| it.0 != provider || it.1 != event)
    }
}
