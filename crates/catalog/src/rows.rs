//! One row for every (concept, operator, value) of the catalog.

use std::collections::HashMap;

use rule::Operator;

use crate::concept::Fold;
use crate::{Class, Entry, Mapped, RowIx, RowUse, RuleIx};

/// A (concept, operator, value) and the live rules that use it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The concept.
    pub concept: String,
    /// The operator.
    pub op: Operator,
    /// The value as the first rule in page order spells it; empty for operators without one.
    pub value: String,
    /// What kind of thing it is.
    pub class: Class,
    /// Live rules that look for it, sorted: their number is the corpus reach.
    pub positive: Vec<RuleIx>,
    /// Live rules that exclude it, sorted.
    pub excluded: Vec<RuleIx>,
}

/// All rows, in order of first use.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    rows: Vec<Row>,
    keys: HashMap<(String, Operator, String), RowIx>,
}

impl Rows {
    /// A row.
    pub fn get(&self, row: RowIx) -> &Row {
        &self.rows[row as usize]
    }

    /// All rows with their indices.
    pub fn iter(&self) -> impl Iterator<Item = (RowIx, &Row)> {
        (0..).zip(&self.rows)
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The row of a triple, without regard to case.
    pub fn find(&self, concept: &str, op: Operator, value: &str) -> Option<RowIx> {
        let key = Fold::key(concept, op, value, false);
        self.keys.get(&(concept.to_owned(), op, key)).copied()
    }

    /// Enters the rows of a rule and notes them in it. A rule counts at most once a row and role.
    pub(crate) fn enter(&mut self, index: RuleIx, entry: &mut Entry) {
        let mut uses = Vec::new();
        for mapped in &entry.predicates {
            let scope = mapped.leaf.scope;
            if !scope.is_positive() && !scope.is_exclusion() {
                continue;
            }
            for value in row_values(mapped) {
                let row = self.intern(mapped, value);
                let excluded = scope.is_exclusion();
                let guarded = scope == rule::Scope::Guard;
                uses.push(RowUse {
                    row,
                    excluded,
                    guarded,
                    grouped: excluded && mapped.leaf.grouped,
                });
            }
        }
        uses.sort_unstable();
        uses.dedup_by_key(|it| (it.row, it.excluded));
        if entry.rule.liveness.is_live() {
            for it in &uses {
                let row = &mut self.rows[it.row as usize];
                let rules = if it.excluded {
                    &mut row.excluded
                } else {
                    &mut row.positive
                };
                rules.push(index);
            }
        }
        entry.rows = uses;
    }

    fn intern(&mut self, mapped: &Mapped, value: &str) -> RowIx {
        let key = (
            mapped.folded_concept.clone(),
            mapped.folded_op,
            Fold::key(
                &mapped.folded_concept,
                mapped.folded_op,
                value,
                mapped.leaf.predicate.case_sensitive,
            ),
        );
        if let Some(&row) = self.keys.get(&key) {
            return row;
        }
        let row = RowIx::try_from(self.rows.len()).unwrap_or(RowIx::MAX);
        self.rows.push(Row {
            concept: mapped.folded_concept.clone(),
            op: mapped.folded_op,
            value: value.to_owned(),
            class: mapped.class,
            positive: Vec::new(),
            excluded: Vec::new(),
        });
        self.keys.insert(key, row);
        row
    }
}

/// Operators whose values belong together, or that have none, make one row.
fn row_values(mapped: &Mapped) -> Vec<&str> {
    match mapped.folded_op {
        Operator::Exists => vec![""],
        Operator::Length => mapped
            .folded_values
            .last()
            .map(String::as_str)
            .into_iter()
            .collect(),
        _ => mapped.folded_values.iter().map(String::as_str).collect(),
    }
}
