//! The inverted index from rows to rules.

use std::cmp::Reverse;
use std::sync::Arc;

use rayon::prelude::*;

use super::{Comparable, Similar};
use crate::postings::Postings;
use crate::{RowIx, RowUse, Rows, RuleIx};

/// How many of the nearest rules are kept.
const KEPT: usize = 8;
/// Rules less alike than this are not kept.
const LEAST: u16 = 120;
/// Weights are integers, so that sums do not depend on their order.
const UNIT: f64 = 1024.0;
/// What rules must share to be one by it: a row that one rule in 150 uses, or several that more do.
const TELLING: u64 = 5 * 1024;

/// What rules share, by row and role.
pub(crate) struct Index<'a> {
    postings: &'a Postings,
    /// What a role tells: see [`role`].
    weights: Vec<u32>,
    /// The weight of everything a rule has.
    totals: Vec<u32>,
}

/// A row in a role: what a rule looks for, what it excludes.
fn role(it: &RowUse) -> usize {
    it.row as usize * 2 + usize::from(it.excluded)
}

impl<'a> Index<'a> {
    /// Weighs the rows of live rules.
    pub(crate) fn new<R: Comparable>(rules: &[R], postings: &'a Postings) -> Self {
        let live = rules.iter().filter(|it| it.compared().is_live).count();
        let rows = 0..RowIx::try_from(postings.rows()).unwrap_or(RowIx::MAX);
        let weights: Vec<u32> = rows
            .flat_map(|row| {
                let [positive, excluded] = postings.of(row).map(<[RuleIx]>::len);
                [weight(live, positive, false), weight(live, excluded, true)]
            })
            .collect();
        let total = |rule: &R| rule.compared().rows.iter().map(|it| weights[role(it)]).sum();
        Index {
            totals: rules.iter().map(total).collect(),
            postings,
            weights,
        }
    }

    /// The nearest live rules of these rules, nearest first.
    pub(crate) fn nearest<R: Comparable>(&self, all: &[R], rules: &[RuleIx]) -> Vec<Arc<[Similar]>> {
        self.like(all, rules, Some(KEPT))
    }

    /// All live rules that are like any of these rules.
    pub(super) fn like_any<R: Comparable>(&self, all: &[R], rules: &[RuleIx]) -> Vec<RuleIx> {
        let like = self.like(all, rules, None);
        like.iter()
            .flat_map(|near| near.iter().map(|it| it.rule))
            .collect()
    }

    /// The live rules that each of these rules is like, nearest first, and how many of them at most.
    fn like<R: Comparable>(&self, all: &[R], rules: &[RuleIx], most: Option<usize>) -> Vec<Arc<[Similar]>> {
        rules
            .par_iter()
            .with_max_len(64)
            .map_init(
                || (vec![0_u32; all.len()], Vec::new()),
                |(shared, touched), &rule| {
                    self.share(all[rule as usize].compared().rows, shared, touched);
                    let found = self.rank(rule, shared, touched, most.unwrap_or(usize::MAX));
                    touched.drain(..).for_each(|rule| shared[rule as usize] = 0);
                    // Of many copies of a rule each is like all others: what is not kept must not stay in memory.
                    Arc::from(found)
                },
            )
            .collect()
    }

    /// What each triple tells where it is looked for, and where it is excluded.
    pub(super) fn by_triple(&self, rows: &Rows) -> Vec<[u32; 2]> {
        let last = rows.keys().max();
        let mut weights = vec![[0; 2]; last.map_or(0, |key| key as usize + 1)];
        for (key, own) in rows.keys().zip(self.weights.chunks_exact(2)) {
            weights[key as usize] = [own[0], own[1]];
        }
        weights
    }

    /// The live rules that use any of the triples which another catalog weighs otherwise.
    pub(super) fn reweighed(&self, rows: &Rows, weights: &[[u32; 2]]) -> impl Iterator<Item = RuleIx> {
        let rows = (0..).zip(rows.keys().zip(self.weights.chunks_exact(2)));
        let changed = rows.filter(|(_, (key, own))| weights.get(*key as usize).is_none_or(|it| it != *own));
        changed.flat_map(|(index, _)| self.postings.of(index).into_iter().flatten().copied())
    }

    /// Whether two rules of such a score share enough weight to tell a rule by.
    pub(super) fn is_telling(&self, one: RuleIx, other: RuleIx, score: u16) -> bool {
        let both = u64::from(self.totals[one as usize]) + u64::from(self.totals[other as usize]);
        // score = shared / (both - shared)
        both * u64::from(score) >= TELLING * (1000 + u64::from(score))
    }

    /// Sums up the weight that every other rule shares with this one.
    fn share(&self, uses: &[RowUse], shared: &mut [u32], touched: &mut Vec<RuleIx>) {
        for it in uses {
            let weight = self.weights[role(it)];
            for &rule in self.postings.of(it.row)[usize::from(it.excluded)] {
                let sum = &mut shared[rule as usize];
                if *sum == 0 && weight > 0 {
                    touched.push(rule);
                }
                *sum += weight;
            }
        }
    }

    fn rank(&self, own: RuleIx, shared: &[u32], touched: &[RuleIx], most: usize) -> Vec<Similar> {
        let others = touched.iter().filter(|&&rule| rule != own);
        let scored = others.map(|&rule| Similar {
            rule,
            score: score(
                shared[rule as usize],
                self.totals[own as usize],
                self.totals[rule as usize],
            ),
        });
        let mut found: Vec<Similar> = scored.filter(|it| it.score >= LEAST).collect();
        let order = |it: &Similar| (Reverse(it.score), it.rule);
        if found.len() > most {
            found.select_nth_unstable_by_key(most - 1, order);
            found.truncate(most);
        }
        found.sort_unstable_by_key(order);
        found
    }
}

/// What an exclusion has in common tells half as much.
fn weight(live: usize, rules: usize, excluded: bool) -> u32 {
    if rules == 0 {
        return 0;
    }
    let rarity = (live as f64 / rules as f64).ln() + 0.1;
    let weight = rarity * UNIT * if excluded { 0.5 } else { 1.0 };
    weight.round() as u32
}

fn score(shared: u32, one: u32, other: u32) -> u16 {
    let (shared, either) = (u64::from(shared), u64::from(one) + u64::from(other));
    let either = either.saturating_sub(shared).max(1);
    u16::try_from(shared * 1000 / either).unwrap_or(1000)
}
