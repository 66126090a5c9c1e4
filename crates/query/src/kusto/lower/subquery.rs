//! `where X in (subquery)`: the rows of another pipeline must be there as well, as in a semi join.

use rule::Operator as Op;

use super::Lowerer;
use super::flow::{Branch, Columns, Flow, Presence};
use super::scalar::Scalar;
use super::stage::default_name;
use crate::kusto::ast::{Expr, Kind};

impl Lowerer<'_> {
    /// The events of the pipeline that a condition asks membership of. Nothing comes back for lists, for
    /// negated conditions (baselines stay a lookup by name) and for pipelines without conditions.
    pub(super) fn semi_join(&mut self, flow: &mut Flow, condition: &Expr) {
        let [branch] = flow.branches.as_mut_slice() else {
            return;
        };
        let Kind::Compare(comparison, left, right) = &condition.kind else {
            return;
        };
        let [set] = right.as_slice() else {
            return;
        };
        if comparison.op != Op::Eq || comparison.negated || !self.is_pipeline(set) {
            return;
        }
        let mut other = self.table(set);
        let column = default_name(left);
        if let [only] = other.branches.as_mut_slice()
            && is_eventful(only)
        {
            branch.own_thresholds();
            only.own_thresholds();
            branch.events.append(&mut only.events);
            branch.thresholds.append(&mut only.thresholds);
            branch.by.extend(column);
            branch.by.dedup();
        }
    }

    fn is_pipeline(&mut self, set: &Expr) -> bool {
        let is_table = matches!(set.kind, Kind::Name(_) | Kind::Pipe(..)) && self.is_table(set);
        is_table && matches!(self.eval(set, &Columns::default()), Scalar::Lookup(_))
    }
}

/// Whether a branch is about events, under conditions.
fn is_eventful(branch: &Branch) -> bool {
    let is_event = |event: &super::flow::Event| !event.is_list && event.presence == Presence::Present;
    branch.events.iter().all(is_event) && branch.events.iter().any(|event| !event.conditions.is_empty())
}
