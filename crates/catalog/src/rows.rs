//! One row for every (concept, operator, value) of the catalog.

use std::collections::BTreeMap;
use std::sync::Arc;

use rule::Operator;

use crate::entry::Known;
use crate::keys::{KeyIx, Keys, Role};
use crate::postings::Postings;
use crate::{Catalog, Class, Fold, RowIx, RowUse, RuleIx};

/// How many spellings of a row are told.
const SPELLINGS: usize = 16;

/// A way in which authors write a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spelling<'a> {
    /// The field as authored.
    pub field: &'a str,
    /// The operator as authored.
    pub op: Operator,
    /// The value as the first of them spells it.
    pub value: &'a str,
    /// How many live rules write it so.
    pub rules: usize,
    last: RuleIx,
}

/// A (concept, operator, value) and the live rules that use it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row<'a> {
    /// The concept.
    pub concept: &'a str,
    /// The operator.
    pub op: Operator,
    /// The value as the first rule in page order spells it; empty for operators without one.
    pub value: &'a str,
    /// What kind of thing it is.
    pub class: Class,
    /// Live rules that look for it, sorted: their number is the corpus reach.
    pub positive: &'a [RuleIx],
    /// Live rules that exclude it, sorted.
    pub excluded: &'a [RuleIx],
    pub(crate) key: KeyIx,
}

/// All rows, in order of first use.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    heads: Vec<Head>,
    /// The concepts of all rows, and of some that no rule has any more.
    concepts: Vec<Arc<str>>,
    pub(crate) postings: Postings,
}

/// A row without its rules.
#[derive(Clone, Debug)]
struct Head {
    /// A number among [`Rows::concepts`].
    concept: u32,
    op: Operator,
    value: Arc<str>,
    class: Class,
    key: KeyIx,
}

/// Rows in the making: which row each triple has.
struct RowMaker<'a> {
    keys: &'a Keys,
    row_of: Vec<RowIx>,
    heads: Vec<Head>,
}

/// A triple without a row.
const NONE: RowIx = RowIx::MAX;

impl Rows {
    /// A row.
    pub fn get(&self, row: RowIx) -> Row<'_> {
        let head = &self.heads[row as usize];
        let [positive, excluded] = self.postings.of(row);
        Row {
            concept: &self.concepts[head.concept as usize],
            op: head.op,
            value: &head.value,
            class: head.class,
            positive,
            excluded,
            key: head.key,
        }
    }

    /// All rows with their indices.
    pub fn iter(&self) -> impl Iterator<Item = (RowIx, Row<'_>)> {
        let end = RowIx::try_from(self.heads.len()).unwrap_or(RowIx::MAX);
        (0..end).map(|row| (row, self.get(row)))
    }

    /// The rows of each concept that some live rule uses, in order of first use.
    pub fn by_concept(&self) -> BTreeMap<&str, Vec<RowIx>> {
        let mut rows: Vec<Vec<RowIx>> = vec![Vec::new(); self.concepts.len()];
        for (row, head) in (0..).zip(&self.heads) {
            if self.postings.of(row).iter().any(|rules| !rules.is_empty()) {
                rows[head.concept as usize].push(row);
            }
        }
        let named = self.concepts.iter().map(|concept| &**concept).zip(rows);
        named.filter(|(_, rows)| !rows.is_empty()).collect()
    }

    /// The row of a triple, without regard to case.
    pub fn find(&self, concept: &str, op: Operator, value: &str) -> Option<RowIx> {
        let key = |value: &str| Fold::key(concept, op, value, false);
        let wanted = key(value);
        let mut rows = self.iter();
        let found = rows.find(|(_, row)| row.op == op && row.concept == concept && key(row.value) == wanted);
        found.map(|(index, _)| index)
    }

    /// The number of each row's triple, row by row.
    pub(crate) fn keys(&self) -> impl Iterator<Item = KeyIx> {
        self.heads.iter().map(|head| head.key)
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.heads.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.heads.is_empty()
    }
}

/// The rows of these rules, all of them and each rule's own.
pub(crate) fn enter(known: &[Arc<Known>], keys: &Keys) -> (Rows, Vec<Vec<RowUse>>) {
    let mut rows = RowMaker::new(keys);
    let used: Vec<Vec<RowUse>> = known.iter().map(|it| rows.enter(it)).collect();
    (rows.finish(known, &used), used)
}

impl<'a> RowMaker<'a> {
    fn new(keys: &'a Keys) -> Self {
        RowMaker {
            row_of: vec![NONE; keys.len()],
            heads: Vec::with_capacity(keys.len()),
            keys,
        }
    }

    /// The rows of a rule.
    fn enter(&mut self, known: &Known) -> Vec<RowUse> {
        uses(known, |role| self.row(role))
    }

    fn row(&mut self, role: &Role) -> RowIx {
        let known = self.row_of[role.key as usize];
        if known != NONE {
            return known;
        }
        let row = RowIx::try_from(self.heads.len()).unwrap_or(NONE);
        let (it, value) = self.keys.spelled(role);
        self.heads.push(Head {
            concept: it.concept,
            op: it.op,
            value,
            class: role.class,
            key: role.key,
        });
        self.row_of[role.key as usize] = row;
        row
    }

    /// All rows, with the live ones of these rules.
    fn finish(self, known: &[Arc<Known>], used: &[Vec<RowUse>]) -> Rows {
        let live = (0..)
            .zip(known.iter().zip(used))
            .filter(|(_, (it, _))| it.rule.liveness.is_live());
        let uses = live.flat_map(|(rule, (_, rows))| rows.iter().map(move |used| (rule, used)));
        Rows {
            postings: Postings::new(self.heads.len(), uses),
            heads: self.heads,
            concepts: self.keys.concepts().to_vec(),
        }
    }
}

/// The rows that a rule uses, given the row of each of its roles; sorted.
pub(crate) fn uses(known: &Known, mut row: impl FnMut(&Role) -> RowIx) -> Vec<RowUse> {
    let used = known.roles.iter().map(|role| RowUse {
        row: row(role),
        excluded: role.excluded,
        guarded: role.manner.0,
        grouped: role.manner.1,
    });
    let mut rows: Vec<RowUse> = used.collect();
    rows.sort_unstable();
    rows
}

impl Catalog {
    /// How the authors of live rules write a row, in order of first use.
    pub fn spellings(&self, row: RowIx) -> Vec<Spelling<'_>> {
        let row = self.rows.get(row);
        let mut rules = [row.positive, row.excluded].concat();
        rules.sort_unstable();
        rules.dedup();
        let mut spellings: Vec<Spelling<'_>> = Vec::new();
        for rule in rules {
            let entry = self.entry(rule);
            for it in entry.uses.iter().filter(|it| it.key == row.key) {
                let predicate = &entry.predicates[it.predicate as usize].leaf.predicate;
                let value = predicate.values.get(it.value as usize);
                let spelling = Spelling {
                    field: &predicate.field,
                    op: predicate.op,
                    value: value.map_or("", String::as_str),
                    rules: 1,
                    last: rule,
                };
                spell(&mut spellings, spelling);
            }
        }
        spellings
    }
}

/// Notes a spelling; each rule counts once.
fn spell<'a>(spellings: &mut Vec<Spelling<'a>>, new: Spelling<'a>) {
    let is = |it: &&mut Spelling<'_>| it.op == new.op && it.field == new.field;
    if let Some(it) = spellings.iter_mut().find(is) {
        it.rules += usize::from(it.last != new.last);
        it.last = new.last;
    } else if spellings.len() < SPELLINGS {
        spellings.push(new);
    }
}
