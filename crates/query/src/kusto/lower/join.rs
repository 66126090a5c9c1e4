//! `join` and `lookup`: several events tied together.

use rule::Logic;

use super::Lowerer;
use super::flow::{Branch, Event, Flow, Presence};
use super::scalar::nesting;
use crate::kusto::ast::{Access, Expr, JoinKind, Junction, Kind};

/// More events than any author ties together by hand.
const MAX_EVENTS: usize = 64;

/// Alternatives nested deeper than this are not folded into one event.
const MAX_NESTING: usize = 40;

impl Lowerer<'_> {
    /// Joins a flow with another table.
    pub(super) fn join(&mut self, left: Flow, kind: JoinKind, right: &Expr, on: &[Expr]) -> Flow {
        let right = self.table(right);
        if kind == JoinKind::FullOuter {
            return side_by_side(left, right);
        }
        let set = left.set.clone();
        let (mut left, mut right) = (as_one(left), as_one(right));
        let keys = on.iter().flat_map(keys_of).collect::<Vec<_>>();
        match kind {
            JoinKind::LeftOuter => self.weaken(&mut right, Presence::Optional),
            JoinKind::RightOuter => self.weaken(&mut left, Presence::Optional),
            JoinKind::LeftAnti => self.weaken(&mut right, Presence::Absent),
            JoinKind::RightAnti => self.weaken(&mut left, Presence::Absent),
            JoinKind::Inner | JoinKind::FullOuter => {}
        }
        let mut joined = left;
        joined.columns.join(&right.columns, &keys);
        joined.events.extend(right.events);
        joined.events.truncate(MAX_EVENTS);
        joined.thresholds.extend(right.thresholds);
        for key in keys.into_iter().chain(right.by) {
            if !joined.by.contains(&key) {
                joined.by.push(key);
            }
        }
        Flow {
            branches: vec![joined],
            set,
        }
    }

    /// Makes the events of a side optional or absent. Its thresholds are conditions on that side alone and
    /// not on the rule: they go with it.
    fn weaken(&self, side: &mut Branch, presence: Presence) {
        if let Some(first) = side.events.first_mut() {
            first.pending.append(&mut side.thresholds);
        }
        for event in &mut side.events {
            match presence {
                Presence::Absent => event.make_absent(self.text),
                _ if event.presence == Presence::Present => event.presence = presence,
                _ => {}
            }
        }
        side.by.clear();
    }
}

/// A full outer join: either side gives rows.
fn side_by_side(left: Flow, right: Flow) -> Flow {
    let (mut left, mut right) = (as_one(left), as_one(right));
    let (left_columns, right_columns) = (left.columns.clone(), right.columns.clone());
    left.columns.fill_from(&right_columns);
    right.columns.fill_from(&left_columns);
    Flow {
        branches: vec![left, right],
        set: None,
    }
}

/// Branches as one: events that differ in table or condition become one event with alternatives.
fn as_one(flow: Flow) -> Branch {
    let mut branches = flow.branches.into_iter();
    let Some(mut first) = branches.next() else {
        return Branch::default();
    };
    for next in branches {
        first.columns.fill_from(&next.columns);
        first.columns.closed &= next.columns.closed;
        first.thresholds.extend(next.thresholds);
        match (first.events.as_mut_slice(), next.events.as_slice()) {
            ([one], [other]) if is_mergeable(one, other) => merge(one, other),
            _ => first.events.extend(next.events),
        }
    }
    first
}

/// An alternative to "anything" would vanish, so such events stay apart.
fn is_mergeable(one: &Event, other: &Event) -> bool {
    let (a, b) = (one.logic(), other.logic());
    a.is_true() == b.is_true() && nesting(&a).max(nesting(&b)) < MAX_NESTING
}

fn merge(one: &mut Event, other: &Event) {
    let (a, b) = (one.logic(), other.logic());
    if !a.same_meaning(&b) {
        one.conditions = vec![Logic::any([a, b])];
    }
    one.alias = None;
    one.losses.extend(&other.losses);
    for source in &other.source {
        if !one.source.contains(source) {
            one.source.push(source.clone());
        }
    }
}

/// The columns of an `on` clause, by their name on the left.
fn keys_of(on: &Expr) -> Vec<String> {
    match &on.kind {
        Kind::Name(name) => vec![name.clone()],
        Kind::Path(base, path) => match (&base.kind, path.first()) {
            (Kind::Name(side), Some(Access::Member(name))) if side.starts_with('$') => vec![name.clone()],
            _ => Vec::new(),
        },
        Kind::Compare(_, left, right) => {
            let is_left = |expr: &Expr| matches!(&expr.kind, Kind::Path(base, _) if matches!(&base.kind, Kind::Name(side) if side == "$left"));
            match right.first() {
                Some(right) if is_left(right) => keys_of(right),
                _ => keys_of(left),
            }
        }
        Kind::Junction(Junction::And, parts) => parts.iter().flat_map(keys_of).collect(),
        _ => Vec::new(),
    }
}
