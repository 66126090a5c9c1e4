//! What rules read all together; correlations read what the rules read that they name.

use hashbrown::{HashMap, HashSet};
use rule::Related;

use super::events::{EventKeys, EventMaker, EventUse, Events, Facts, Reads};
use crate::RuleIx;

/// A rule as far as it reads events, correlations name it, or it is one.
#[derive(Clone, Copy)]
pub(crate) struct Kin<'a> {
    pub(crate) vendor: &'a str,
    pub(crate) id: &'a str,
    /// Whether it counts.
    pub(crate) is_live: bool,
    pub(crate) related: &'a [Related],
    pub(crate) reads: &'a [Reads],
}

/// The events that these rules read, all of them and each rule's own.
pub(crate) fn enter<'a>(
    rules: impl Iterator<Item = Kin<'a>> + Clone,
    keys: &EventKeys,
    facts: &Facts,
) -> (Events, Vec<Vec<EventUse>>) {
    let inherited = inherited(rules.clone(), keys);
    let mut events = EventMaker::new(keys, facts);
    let mut enter = |(index, rule): (RuleIx, Kin<'a>)| {
        let live = rule.is_live.then_some(index);
        let reads = inherited.get(&index).map_or(rule.reads, Vec::as_slice);
        reads.iter().map(|it| events.enter(it, live)).collect()
    };
    let reads = (0..).zip(rules).map(&mut enter).collect();
    (events.finish(), reads)
}

/// By its index among all rules, the events of each correlation that names none itself: those of its members.
fn inherited<'a>(
    rules: impl Iterator<Item = Kin<'a>> + Clone,
    events: &EventKeys,
) -> HashMap<RuleIx, Vec<Reads>> {
    let is_member = |it: &&Related| it.kind == "member";
    let heirs = (0..).zip(rules.clone()).filter(|(_, it)| it.reads.is_empty());
    let heirs: Vec<(RuleIx, Vec<(&str, &str)>)> = heirs
        .map(|(index, it)| {
            let members = it.related.iter().filter(is_member);
            (
                index,
                members.map(|member| (it.vendor, member.id.as_str())).collect(),
            )
        })
        .filter(|(_, members): &(_, Vec<_>)| !members.is_empty())
        .collect();
    let members: HashSet<(&str, &str)> = heirs
        .iter()
        .flat_map(|(_, members)| members.iter().copied())
        .collect();
    let mut reads_of: HashMap<(&str, &str), &[Reads]> = HashMap::new();
    for it in rules {
        let name = (it.vendor, it.id);
        if members.contains(&name) {
            reads_of.entry(name).or_insert(it.reads);
        }
    }
    let all = |(index, members): (RuleIx, Vec<(&str, &str)>)| {
        let reads = members
            .iter()
            .filter_map(|member| reads_of.get(member))
            .copied()
            .flatten();
        (index, merged(reads.copied().collect(), events))
    };
    heirs.into_iter().map(all).collect()
}

/// Each event once, native ones first, then by name.
fn merged(mut reads: Vec<Reads>, events: &EventKeys) -> Vec<Reads> {
    reads.sort_by_key(|it| (!it.native, events.name(it), it.declared, it.read));
    let mut seen = HashSet::new();
    reads.retain(|it| seen.insert(events.key(it)));
    reads
}
