//! `summarize` and `make-series`: aggregates, what they are grouped by, and in which window.

use super::Lowerer;
use super::flow::{Columns, Flow};
use super::functions::{Family, family, is_time_column};
use super::scalar::{Aggregate, Scalar};
use super::stage::{assign, default_name};
use crate::kusto::ast::{Argument, Expr, Kind, Named};

/// What rows are grouped by.
#[derive(Default)]
struct Grouping {
    by: Vec<String>,
    within: Option<String>,
}

impl Lowerer<'_> {
    /// Groups rows: only the grouping columns and the aggregates are left.
    pub(super) fn summarize(&mut self, flow: &mut Flow, aggregates: &[Named], by: &[Named]) {
        let keeps_all = aggregates.iter().any(|item| picks_all(&item.value));
        for branch in &mut flow.branches {
            let mut columns = if keeps_all {
                branch.columns.clone()
            } else {
                Columns::closed()
            };
            let mut grouping = Grouping::default();
            for item in by {
                let value = self.eval(&item.value, &branch.columns);
                let value = branch.claim(value);
                self.note_group(&mut grouping, item, &value);
                assign(&mut columns, item, &value);
            }
            for item in aggregates {
                let value = self.eval(&item.value, &branch.columns);
                let value = grouped(branch.claim(value), &grouping);
                self.set_aggregate(&mut columns, &branch.columns, item, value);
            }
            branch.columns = columns;
        }
    }

    fn note_group(&self, grouping: &mut Grouping, item: &Named, value: &Scalar) {
        let bin = bin_width(&item.value).map(|width| self.text_of(width).to_owned());
        match value {
            Scalar::Time => grouping.within = bin.or(grouping.within.take()),
            Scalar::Field(field) if is_time_column(field.told()) => {
                grouping.within = bin.or(grouping.within.take());
            }
            Scalar::Field(field) => grouping.by.push(field.told().to_owned()),
            _ => {
                let name = item.names.first().cloned().or_else(|| default_name(&item.value));
                grouping.by.extend(name);
            }
        }
    }

    fn set_aggregate(&mut self, columns: &mut Columns, row: &Columns, item: &Named, value: Scalar) {
        if let Kind::Call(function, arguments) = &item.value.kind {
            if matches!(family(function), Some(Family::Collect(1, _))) {
                return self.set_picked(columns, row, item, arguments);
            }
            if item.names.is_empty() {
                for name in default_names(function, arguments.first()) {
                    columns.set(name.clone(), value.clone().named(&name));
                }
                return;
            }
        }
        assign(columns, item, &value);
    }

    /// `arg_max(x, a, b)`: `a` and `b` of the row with the greatest `x`.
    fn set_picked(&mut self, columns: &mut Columns, row: &Columns, item: &Named, arguments: &[Argument]) {
        for (at, argument) in arguments.iter().enumerate() {
            let value = self.eval(&argument.value, row);
            let name = item
                .names
                .get(at)
                .cloned()
                .or_else(|| default_name(&argument.value));
            if let Some(name) = name {
                columns.set(name.clone(), value.named(&name));
            }
        }
    }
}

/// Ties an aggregate to its grouping.
fn grouped(value: Scalar, grouping: &Grouping) -> Scalar {
    let tie = |aggregate: Aggregate| Aggregate {
        by: grouping.by.clone(),
        within: grouping.within.clone(),
        ..aggregate
    };
    match value {
        Scalar::Aggregate(aggregate) => Scalar::Aggregate(tie(aggregate)),
        Scalar::Field(mut field) => {
            field.collected = field.collected.map(tie);
            Scalar::Field(field)
        }
        other => other,
    }
}

/// Whether an aggregate keeps all columns: `arg_max(TimeGenerated, *)`, `take_any(*)`.
fn picks_all(expr: &Expr) -> bool {
    match &expr.kind {
        Kind::Call(_, arguments) => arguments
            .iter()
            .any(|argument| matches!(argument.value.kind, Kind::Star)),
        _ => false,
    }
}

/// The second argument of `bin(TimeGenerated, 1h)`.
fn bin_width(expr: &Expr) -> Option<&Expr> {
    match &expr.kind {
        Kind::Call(name, arguments) if matches!(name.as_str(), "bin" | "bin_at" | "floor") => {
            arguments.get(1).map(|argument| &argument.value)
        }
        _ => None,
    }
}

/// The names a nameless aggregate goes by: `count_`, `dcount_x`, `set_x`.
fn default_names(function: &str, argument: Option<&Argument>) -> Vec<String> {
    let of = argument
        .and_then(|argument| default_name(&argument.value))
        .unwrap_or_default();
    let mut names = vec![format!("{function}_{of}")];
    match function {
        "make_set" | "makeset" | "make_set_if" => names.push(format!("set_{of}")),
        "make_list" | "makelist" | "make_list_if" => names.push(format!("list_{of}")),
        "make_bag" => names.push(format!("bag_{of}")),
        "take_any" if !of.is_empty() => names.push(of),
        "countif" => names.push("countif_".to_owned()),
        _ => {}
    }
    names
}
