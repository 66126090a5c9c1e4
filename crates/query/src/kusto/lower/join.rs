//! `join` and `lookup`: several events tied together.

use rule::{Logic, Reason};

use super::Lowerer;
use super::finish::add_thresholds;
use super::flow::{Branch, Event, Flow, Presence};
use super::list::Key;
use super::lowered::Lowered;
use super::scalar::nesting;
use crate::kusto::ast::{Access, Expr, JoinKind, Junction, Kind};

/// More events than any author ties together by hand.
const MAX_EVENTS: usize = 64;

/// Alternatives nested deeper than this are not folded into one event.
const MAX_NESTING: usize = 40;

impl Lowerer<'_> {
    /// Joins a flow with another table.
    pub(super) fn join(&mut self, left: Flow, kind: JoinKind, other: &Expr, on: &[Expr]) -> Flow {
        let right = self.table(other);
        if kind == JoinKind::FullOuter {
            return side_by_side(left, right);
        }
        let set = left.set.clone();
        let name = left
            .set
            .clone()
            .filter(|_| right.set.is_none())
            .or_else(|| right.set.clone());
        let (mut left, mut right) = (as_one(left), as_one(right));
        let keys = on.iter().flat_map(keys_of).collect::<Vec<_>>();
        self.join_list((&mut left, &mut right), kind, &keys, name.as_deref(), other.span);
        left.own_thresholds();
        right.own_thresholds();
        match kind {
            JoinKind::LeftOuter => Self::weaken(&mut right, Presence::Optional),
            JoinKind::RightOuter => Self::weaken(&mut left, Presence::Optional),
            JoinKind::LeftAnti => Self::weaken(&mut right, Presence::Absent),
            JoinKind::RightAnti => Self::weaken(&mut left, Presence::Absent),
            JoinKind::Inner | JoinKind::FullOuter => {}
        }
        Flow {
            branches: vec![self.tied(left, right, &keys, other)],
            set,
            is_watchlist: false,
        }
    }

    fn tied(&self, left: Branch, right: Branch, keys: &[Key], other: &Expr) -> Branch {
        let mut joined = left;
        let names: Vec<String> = keys.iter().map(|key| key.left.clone()).collect();
        joined.columns.join(&right.columns, &names);
        joined.events.extend(right.events);
        joined.thresholds.extend(right.thresholds);
        for key in names.into_iter().chain(right.by) {
            if !joined.by.contains(&key) {
                joined.by.push(key);
            }
        }
        if joined.events.len() > MAX_EVENTS {
            joined.events.truncate(MAX_EVENTS);
            joined.add(Lowered::opaque(self.text, Reason::TooDeep, other.span));
        }
        joined
    }

    /// Makes the events of a side optional or absent. Its thresholds are conditions on that side alone and
    /// not on the rule: they go with it.
    fn weaken(side: &mut Branch, presence: Presence) {
        if let Some(first) = side.events.first_mut() {
            first.pending.append(&mut side.thresholds);
        }
        for event in &mut side.events {
            match presence {
                Presence::Absent => side.thresholds.extend(event.make_absent()),
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
        ..Flow::default()
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
        add_thresholds(&mut first.thresholds, next.thresholds);
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

/// The columns that an `on` clause ties together.
fn keys_of(on: &Expr) -> Vec<Key> {
    match &on.kind {
        Kind::Name(name) => vec![Key {
            left: name.clone(),
            right: name.clone(),
        }],
        Kind::Compare(_, a, b) => {
            let (Some(a), Some(b)) = (side_of(a), b.first().and_then(side_of)) else {
                return Vec::new();
            };
            let (left, right) = if a.0 == "$right" { (b, a) } else { (a, b) };
            vec![Key {
                left: left.1,
                right: right.1,
            }]
        }
        Kind::Junction(Junction::And, parts) => parts.iter().flat_map(keys_of).collect(),
        _ => Vec::new(),
    }
}

/// `$left.name`: the side and the column.
fn side_of(expr: &Expr) -> Option<(&str, String)> {
    match &expr.kind {
        Kind::Name(name) => Some(("", name.clone())),
        Kind::Path(base, path) => match (&base.kind, path.as_slice()) {
            (Kind::Name(side), [Access::Member(name)]) => Some((side, name.clone())),
            _ => None,
        },
        _ => None,
    }
}
