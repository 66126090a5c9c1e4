//! Constants that tell united or joined searches apart.
//!
//! `… | eval seen="now" | append [… | eval seen="before"] | stats values(seen) as seen by user
//! | search NOT seen="before"`: a column that is a constant in some of the searches only says which of them a
//! row comes from. A filter on it chooses among the searches.

use std::collections::BTreeMap;
use std::rc::Rc;

use rule::{Logic, Reason, Span, Step};

use super::columns::Columns;
use super::cond::Cond;
use super::flow::{Branch, Flow, MAX_BRANCHES, Parts};
use super::test::Test;
use super::value::Value;

/// The constant columns of a search that others do not share.
pub(super) type Constants = BTreeMap<Rc<str>, Value>;

/// A column that tells searches apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tag {
    /// The name it had where the searches came together.
    pub(super) column: Rc<str>,
    /// Whether it holds the constants of all rows that an aggregate put together, rather than of one row.
    pub(super) is_gathered: bool,
}

/// A test of such a column.
#[derive(Clone, Debug)]
pub(super) struct Tagged {
    tag: Tag,
    test: Test,
    /// The filter as an undecoded clause, for where it chooses nothing.
    pub(super) clause: Logic,
}

/// What becomes of one of several united searches.
#[derive(Clone, Debug, Default)]
pub(super) enum Fate {
    /// Its rows come out.
    #[default]
    Found,
    /// They do not, because of this filter.
    Unneeded(Logic),
    /// What it finds must not be there, because of this filter.
    Absent(Logic),
}

impl Fate {
    pub(super) fn is_found(&self) -> bool {
        matches!(self, Fate::Found)
    }

    /// The filter that decided.
    pub(super) fn clause(self) -> Option<Logic> {
        match self {
            Fate::Found => None,
            Fate::Unneeded(clause) | Fate::Absent(clause) => Some(clause),
        }
    }
}

impl Flow<'_> {
    /// The test of a tag that stands at `at`.
    pub(super) fn check_tag(&self, tag: &Tag, test: &Test, at: Span) -> Cond {
        let place = self.text.place(at).span;
        Cond::Tagged(Rc::new(Tagged {
            tag: tag.clone(),
            test: test.clone(),
            clause: Logic::opaque(self.text.slice(at).trim(), Reason::Computed, place),
        }))
    }

    /// A filter that no row passes.
    pub(super) fn find_nothing(&mut self, stage: Span) {
        let place = self.text.place(stage).span;
        let clause = Logic::opaque(self.text.slice(stage).trim(), Reason::Computed, place);
        for branch in self.branches.iter_mut().filter(|branch| branch.fate.is_found()) {
            branch.fate = Fate::Unneeded(clause.clone());
        }
    }

    /// Chooses among the searches: those whose constant passes the test, or none of those when negated. Once
    /// rows of several were put together, those that are not chosen have still had their part in the others.
    pub(super) fn choose_tagged(&mut self, tagged: &Tagged, negated: bool) {
        let mut branches = std::mem::take(&mut self.branches);
        let chosen: Vec<bool> = branches
            .iter()
            .map(|branch| self.passes(&branch.constants, tagged) != negated)
            .collect();
        let others_stay = self.is_gathered && chosen.contains(&true);
        let excludes = negated && tagged.tag.is_gathered;
        for (branch, _) in branches.iter_mut().zip(chosen).filter(|(_, chosen)| !chosen) {
            if excludes {
                branch.fate = Fate::Absent(tagged.clause.clone());
            } else if branch.fate.is_found() && !others_stay {
                branch.fate = Fate::Unneeded(tagged.clause.clone());
            }
        }
        self.branches = branches;
        let joined = std::mem::take(&mut self.joined.constants);
        for (steps, constants) in &joined {
            if negated && self.passes(constants, tagged) {
                let steps = self.joined.steps.get_mut(steps.clone()).unwrap_or_default();
                steps.iter_mut().for_each(|step| step.absent = true);
            }
        }
        self.joined.constants = joined;
    }

    fn passes(&mut self, constants: &Constants, tagged: &Tagged) -> bool {
        let constant = constants.get(&tagged.tag.column).cloned();
        constant.is_some_and(|value| self.check(&value, &tagged.test, Span::NONE).is_true())
    }

    /// Joins another search, all rows of this one kept: its constants tell which found a partner.
    pub(super) fn join_some(&mut self, parts: &Parts) {
        let constants = self.columns.adopt_tagged(&parts.columns);
        if !constants.is_empty() && self.joined.constants.len() < MAX_BRANCHES {
            let before = self.joined.steps.len();
            let steps = before..before + parts.steps.len();
            self.joined.constants.push((steps, constants));
        }
    }

    /// Gives the searches so far the constants that another, which is united with them, does not share; those
    /// of the other come back.
    pub(super) fn tag_branches(&mut self, other: &Columns) -> Constants {
        let own = self.columns.tag_unshared(other);
        for branch in &mut self.branches {
            for (name, value) in &own {
                branch
                    .constants
                    .entry(Rc::clone(name))
                    .or_insert_with(|| value.clone());
            }
        }
        self.columns.adopt_tagged(other)
    }
}

/// The searches whose rows come out, and those of which none must be there. Where a filter leaves none over it
/// was not understood, and stays as an undecoded clause.
pub(super) fn decided(branches: Vec<Branch>) -> (Vec<Branch>, Vec<Step>) {
    let any_found = branches.iter().any(|branch| branch.fate.is_found());
    let (mut found, mut absent) = (Vec::new(), Vec::new());
    for mut branch in branches {
        match std::mem::take(&mut branch.fate) {
            fate if !any_found => {
                branch.logic.extend(fate.clause());
                found.push(branch);
            }
            Fate::Found => found.push(branch),
            Fate::Unneeded(_) => {}
            Fate::Absent(_) => absent.push(Step {
                absent: true,
                ..branch.into_step()
            }),
        }
    }
    (found, absent)
}
