//! A flow to the logic of a rule.

use rule::{Logic, Relation, RuleLogic, Step, Threshold};

use super::flow::{Branch, Event, Flow, Presence};

/// The logic of the whole query.
pub(super) fn finish(flow: Flow) -> RuleLogic {
    let mut logic = RuleLogic::default();
    let mut branches: Vec<Branch> = flow.branches.into_iter().map(without_optional).collect();
    drop_impossible(&mut branches);
    for branch in &mut branches {
        for event in &mut branch.events {
            logic.losses.append(&mut event.losses);
        }
        add_thresholds(&mut logic.thresholds, std::mem::take(&mut branch.thresholds));
    }
    let branches = grouped(branches);
    logic.relation = match branches.as_slice() {
        [only] if only.events.len() < 2 => Relation::Single,
        [_] => Relation::Join,
        [] => Relation::Single,
        _ => Relation::Union,
    };
    if logic.relation == Relation::Join {
        logic.by = branches.first().map(|only| only.by.clone()).unwrap_or_default();
    }
    let is_single = logic.relation == Relation::Single;
    let events = branches.into_iter().flat_map(|branch| branch.events);
    logic.steps = events.map(|event| step(event, is_single)).collect();
    if logic.relation == Relation::Union {
        logic.steps = distinct(logic.steps);
    }
    if logic.steps.is_empty() {
        logic.steps.push(Step::new(None, Logic::TRUE));
    }
    logic
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

fn add_thresholds(all: &mut Vec<Threshold>, more: Vec<Threshold>) {
    for threshold in more {
        if !all.contains(&threshold) {
            all.push(threshold);
        }
    }
}

/// More branches than this are not compared with each other.
const MAX_GROUPED: usize = 256;

/// Branches with the same condition are one, over all their tables.
fn grouped(branches: Vec<Branch>) -> Vec<Branch> {
    if branches.len() > MAX_GROUPED {
        return branches;
    }
    let mut groups: Vec<Branch> = Vec::new();
    for branch in branches {
        let twin = match branch.events.as_slice() {
            [event] => groups
                .iter_mut()
                .find_map(|group| match group.events.as_mut_slice() {
                    [other] if other.logic().same_meaning(&event.logic()) => Some(other),
                    _ => None,
                }),
            _ => None,
        };
        match (twin, branch.events.first()) {
            (Some(other), Some(event)) => {
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

/// Alternatives that share an event name it once.
fn distinct(steps: Vec<Step>) -> Vec<Step> {
    let mut kept: Vec<Step> = Vec::new();
    for step in steps {
        let is_same = |other: &Step| {
            other.source == step.source
                && other.absent == step.absent
                && other.logic.same_meaning(&step.logic)
        };
        if kept.len() > MAX_GROUPED || !kept.iter().any(is_same) {
            kept.push(step);
        }
    }
    kept
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
