//! Conditions before it is known how they are used.
//!
//! A column may hold a condition (`eval is_odd = name == "x"`), and a filter may mix conditions on events with
//! conditions on aggregates. Both are kept as a [`Tree`] until a `where` uses them.

use std::rc::Rc;

use rule::{Logic, Loss, Operator, Span};

use crate::MAX_DEPTH;

/// More conditions than a column of any real query holds; the bound keeps columns that name one another
/// from growing without end.
const MAX_SIZE: usize = 4096;

/// A condition.
#[derive(Clone, Debug)]
pub(super) enum Tree {
    /// Every part holds.
    All(Vec<Tree>),
    /// Some part holds.
    Any(Vec<Tree>),
    /// The part does not hold.
    Not(Box<Tree>),
    /// A condition on the event, and what is lost by showing it so.
    Leaf(Logic, Option<Loss>),
    /// A condition on an aggregate.
    Aggregate(Rc<Aggregate>, Operator, String, Span),
    /// A condition that is neither: a time window, a comparison of aggregates.
    Silent(Option<Loss>),
    /// The condition of a column.
    Shared(Shared),
}

/// The condition of a column, with how much it holds.
#[derive(Clone, Debug)]
pub(super) struct Shared {
    /// The condition.
    pub(super) tree: Rc<Tree>,
    size: usize,
    depth: usize,
}

/// An aggregate column.
#[derive(Clone, Debug)]
pub(super) struct Aggregate {
    /// The column's name.
    pub(super) column: String,
    /// `count`, `distinct_count`, …; `value` for what is computed from aggregates.
    pub(super) function: String,
    /// What is aggregated.
    pub(super) of: Option<String>,
    /// Which events are looked at, if not all.
    pub(super) condition: Option<Shared>,
    /// Grouping fields.
    pub(super) by: Rc<Vec<String>>,
    /// The width of the time buckets.
    pub(super) within: Option<String>,
    /// What is lost by showing it so.
    pub(super) loss: Option<Loss>,
}

impl Tree {
    /// True.
    pub(super) const TRUE: Tree = Tree::All(Vec::new());
    /// False.
    pub(super) const FALSE: Tree = Tree::Any(Vec::new());

    /// The condition, to be used several times; `None` if it holds too much.
    pub(super) fn shared(self) -> Option<Shared> {
        let (size, depth) = self.measure();
        (size <= MAX_SIZE && depth <= MAX_DEPTH).then(|| Shared {
            tree: Rc::new(self),
            size,
            depth,
        })
    }

    /// The opposite.
    pub(super) fn negated(self) -> Tree {
        Tree::Not(Box::new(self))
    }

    fn measure(&self) -> (usize, usize) {
        match self {
            Tree::All(parts) | Tree::Any(parts) => {
                let measures = parts.iter().map(Tree::measure);
                let (size, depth) = measures.fold((0, 0), |(size, depth), (s, d)| (size + s, depth.max(d)));
                (size + 1, depth + 1)
            }
            Tree::Not(inner) => {
                let (size, depth) = inner.measure();
                (size, depth + 1)
            }
            Tree::Shared(shared) => (shared.size, shared.depth + 1),
            Tree::Leaf(..) | Tree::Aggregate(..) | Tree::Silent(_) => (1, 1),
        }
    }
}
