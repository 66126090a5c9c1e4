//! Which rules use which row.

use crate::{RowIx, RowUse, RuleIx};

/// The live rules of all rows, sorted, by what they do with the row.
#[derive(Clone, Debug, Default)]
pub(crate) struct Postings {
    /// By row: where its rules end that look for it, and those that exclude it; they begin where the row before
    /// ends.
    ends: Vec<[u32; 2]>,
    /// The rules of all rows, one after the other.
    rules: Vec<RuleIx>,
}

impl Postings {
    /// Gathers what live rules use, given in the order of the rules, of so many rows.
    pub(crate) fn new<'a>(rows: usize, uses: impl Iterator<Item = (RuleIx, &'a RowUse)> + Clone) -> Self {
        let mut ends = vec![[0; 2]; rows];
        for (_, it) in uses.clone() {
            ends[it.row as usize][usize::from(it.excluded)] += 1;
        }
        let mut end = 0;
        // Where the next rule of each goes: from its start on, up to its end.
        for row in &mut ends {
            let [positive, excluded] = *row;
            *row = [end, end + positive];
            end += positive + excluded;
        }
        let mut rules = vec![0; end as usize];
        for (rule, it) in uses {
            let next = &mut ends[it.row as usize][usize::from(it.excluded)];
            rules[*next as usize] = rule;
            *next += 1;
        }
        Postings { ends, rules }
    }

    /// How many rows there are.
    pub(crate) fn rows(&self) -> usize {
        self.ends.len()
    }

    /// The rules that look for a row, and those that exclude it.
    pub(crate) fn of(&self, row: RowIx) -> [&[RuleIx]; 2] {
        let row = row as usize;
        let start = row.checked_sub(1).map_or(0, |before| self.ends[before][1]);
        let [middle, end] = self.ends[row].map(|end| end as usize);
        [&self.rules[start as usize..middle], &self.rules[middle..end]]
    }
}
