//! Joins with a list: the rows of a `datatable`, of `externaldata` or of a watchlist are values to compare
//! with and no events.

use rule::{Operator as Op, Span};

use super::Lowerer;
use super::flow::{Branch, Presence};
use super::lowered::Lowered;
use super::scalar::{Constant, Field, Lookup, SUBQUERY, Scalar};
use crate::kusto::ast::{Comparison, Expr, JoinKind};

/// A column of each side of a join.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Key {
    /// The column on the left.
    pub(super) left: String,
    /// The column on the right.
    pub(super) right: String,
}

impl Lowerer<'_> {
    /// Tells a join on one column with a list as a condition on the other side's column. The list itself
    /// vanishes from the sides unless there are conditions on its rows.
    pub(super) fn join_list(
        &mut self,
        sides: (&mut Branch, &mut Branch),
        kind: JoinKind,
        keys: &[Key],
        name: Option<&str>,
        span: Span,
    ) {
        let (left, right) = sides;
        let [key] = keys else {
            return;
        };
        match (kind, is_list(left), is_list(right)) {
            (JoinKind::Inner | JoinKind::LeftAnti, false, true) => {
                self.compare_with_list((left, &key.left), (right, &key.right), kind, name, span);
            }
            (JoinKind::Inner | JoinKind::RightAnti, true, false) => {
                self.compare_with_list((right, &key.right), (left, &key.left), kind, name, span);
            }
            _ => {}
        }
    }

    /// An address in one of the networks that a column of a list holds.
    pub(super) fn in_listed_network(
        &mut self,
        side: &Branch,
        list: &Expr,
        address: &Expr,
        network: &str,
    ) -> Lowered {
        let flow = self.table(list);
        let Some(networks) = flow.branches.first() else {
            return Lowered::nothing();
        };
        let source = networks.events.first().and_then(|event| event.source.first());
        let name = flow.set.as_deref().or(source.map(String::as_str));
        let members = members(networks, network, name);
        let address = self.eval(address, &side.columns);
        let comparison = Comparison {
            op: Op::CidrMatch,
            negated: false,
            cased: false,
            all: false,
        };
        self.compare(comparison, address, vec![members], list.span)
    }

    fn compare_with_list(
        &mut self,
        (side, column): (&mut Branch, &str),
        (list, list_column): (&mut Branch, &str),
        kind: JoinKind,
        name: Option<&str>,
        span: Span,
    ) {
        let field = match side.columns.get(column) {
            Some(Scalar::Field(field)) => field.clone(),
            Some(_) => return,
            None => Field::new(column),
        };
        let members = members(list, list_column, name);
        let comparison = Comparison {
            op: Op::Eq,
            negated: kind != JoinKind::Inner,
            cased: true,
            all: false,
        };
        let mut lowered = self.compare(comparison, Scalar::Field(field), vec![members], span);
        if comparison.negated {
            lowered = lowered.negated(self.text);
        }
        side.add(lowered);
        list.events.retain(|event| !event.conditions.is_empty());
    }
}

/// What a column of a list holds.
fn members(list: &Branch, column: &str, name: Option<&str>) -> Scalar {
    let values = match list.columns.get(column) {
        Some(Scalar::Field(field)) => field.listed.clone(),
        _ => None,
    };
    let alias = list.events.first().and_then(|event| event.alias.as_deref());
    match values {
        Some(values) => Scalar::Constant(Constant {
            values,
            via: alias.or(name).map(str::to_owned),
        }),
        None => Scalar::Lookup(Lookup {
            name: name.or(alias).unwrap_or(SUBQUERY).to_owned(),
            via: None,
        }),
    }
}

/// Whether a side is a list and nothing but a list.
fn is_list(side: &Branch) -> bool {
    match side.events.as_slice() {
        [event] => event.is_list && event.presence == Presence::Present && side.thresholds.is_empty(),
        _ => false,
    }
}
