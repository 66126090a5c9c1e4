//! A flow to the logic of a rule.

use std::collections::{BTreeMap, BTreeSet};

use rule::{Logic, Relation, RuleLogic, Step, Threshold};

use super::flow::{Branch, Event, Flow, Presence};
use crate::thresholds::common;

/// The logic of the whole query.
pub(super) fn finish(flow: Flow) -> RuleLogic {
    let mut branches: Vec<Branch> = flow.branches.into_iter().map(without_optional).collect();
    drop_impossible(&mut branches);
    let mut logic = RuleLogic::default();
    for event in branches.iter_mut().flat_map(|branch| &mut branch.events) {
        logic.losses.append(&mut event.losses);
    }
    let mut branches = grouped(branches);
    logic.relation = match branches.as_slice() {
        [only] if only.events.len() < 2 => Relation::Single,
        [_] => Relation::Join,
        [] => Relation::Single,
        _ => Relation::Union,
    };
    if logic.relation == Relation::Join {
        logic.by = branches.first().map(|only| only.by.clone()).unwrap_or_default();
    }
    logic.thresholds = thresholds(&mut branches);
    let events: Vec<Event> = branches.into_iter().flat_map(|branch| branch.events).collect();
    logic.steps = steps(events, logic.relation, &mut logic.thresholds);
    logic
}

/// The thresholds of all branches. What all branches alike must pass is told once, of the whole rule; anything
/// else of the branch's event.
fn thresholds(branches: &mut [Branch]) -> Vec<Threshold> {
    let mut all = Vec::new();
    if let [_, _, ..] = branches {
        let each: Vec<&[Threshold]> = branches
            .iter()
            .map(|branch| branch.thresholds.as_slice())
            .collect();
        all = common(&each);
        for branch in &mut *branches {
            branch
                .thresholds
                .retain(|it| !all.iter().any(|known| known.same_meaning(it)));
            branch.own_thresholds();
        }
    }
    for branch in branches {
        add_thresholds(&mut all, std::mem::take(&mut branch.thresholds));
    }
    all
}

/// A step for each event; thresholds name the steps they are about by index from here on.
fn steps(events: Vec<Event>, relation: Relation, thresholds: &mut [Threshold]) -> Vec<Step> {
    let owners: BTreeSet<usize> = thresholds.iter().filter_map(|it| it.step).collect();
    let mut places = BTreeMap::new();
    let mut steps: Vec<Step> = Vec::new();
    for event in events {
        let (id, is_owner) = (event.id, owners.contains(&event.id));
        let step = step(event, relation == Relation::Single);
        let is_same = |other: &Step| is_same_step(other, &step);
        if relation == Relation::Union && !is_owner && steps.len() <= MAX_GROUPED && steps.iter().any(is_same)
        {
            continue;
        }
        places.insert(id, steps.len());
        steps.push(step);
    }
    if steps.is_empty() {
        steps.push(Step::new(None, Logic::TRUE));
    }
    let place = |id: usize| places.get(&id).copied().filter(|_| steps.len() > 1);
    for threshold in thresholds {
        threshold.for_each_mut(&mut |it| it.step = it.step.and_then(place));
    }
    steps
}

/// An outer join's other side decides nothing unless a condition asked for it.
fn without_optional(mut branch: Branch) -> Branch {
    let is_needed = |event: &Event| event.presence != Presence::Optional;
    if branch.events.iter().any(is_needed) {
        branch.events.retain(is_needed);
    }
    branch
}

/// A branch whose constant columns contradict the conditions gives no rows. Where all do, the contradiction
/// is likelier ours than the author's, and only it is dropped.
fn drop_impossible(branches: &mut Vec<Branch>) {
    let is_impossible = |branch: &Branch| {
        let mut conditions = branch.events.iter().flat_map(|event| &event.conditions);
        conditions.any(Logic::is_false)
    };
    if !branches.iter().all(is_impossible) {
        branches.retain(|branch| !is_impossible(branch));
    }
    for branch in branches {
        for event in &mut branch.events {
            event.conditions.retain(|condition| !condition.is_false());
        }
    }
}

/// Adds what is not there yet.
pub(super) fn add_thresholds(all: &mut Vec<Threshold>, more: Vec<Threshold>) {
    for threshold in more {
        if !all.iter().any(|known| known.same_meaning(&threshold)) {
            all.push(threshold);
        }
    }
}

/// More branches than this are not compared with each other.
const MAX_GROUPED: usize = 256;

/// Branches with the same condition and the same thresholds are one, over all their tables.
fn grouped(branches: Vec<Branch>) -> Vec<Branch> {
    if branches.len() > MAX_GROUPED {
        return branches;
    }
    let mut groups: Vec<Branch> = Vec::new();
    for branch in branches {
        match (
            groups.iter().position(|group| is_twin(group, &branch)),
            branch.events.first(),
        ) {
            (Some(at), Some(event)) => {
                let other = &mut groups[at].events[0];
                other.alias = None;
                for source in &event.source {
                    if !other.source.contains(source) {
                        other.source.push(source.clone());
                    }
                }
            }
            _ => groups.push(branch),
        }
    }
    groups
}

fn is_twin(one: &Branch, other: &Branch) -> bool {
    match (one.events.as_slice(), other.events.as_slice()) {
        ([a], [b]) => {
            let thresholds = one.thresholds.iter().zip(&other.thresholds);
            one.thresholds.len() == other.thresholds.len()
                && thresholds.into_iter().all(|(a, b)| a.same_meaning(b))
                && a.logic().same_meaning(&b.logic())
        }
        _ => false,
    }
}

/// Alternatives that share an event name it once.
fn is_same_step(one: &Step, other: &Step) -> bool {
    one.source == other.source && one.absent == other.absent && one.logic.same_meaning(&other.logic)
}

fn step(event: Event, is_single: bool) -> Step {
    let source = event.source.join(", ");
    Step {
        alias: event
            .alias
            .filter(|alias| !is_single && !event.source.contains(alias)),
        source: (!source.is_empty()).then_some(source),
        absent: event.presence == Presence::Absent,
        logic: Logic::all(event.conditions),
    }
}
