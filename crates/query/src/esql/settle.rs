//! From conditions to logic: what a `where` demands of events, of aggregates, and of further events.

use std::collections::{BTreeMap, BTreeSet};

use rule::{Diagnostic, Logic, Loss, Operator, Predicate, Reason, Span, Step, Threshold};

use super::functions;
use super::tree::{Aggregate, Tree};

/// What the filters of a query demand.
#[derive(Clone, Debug, Default)]
pub(super) struct Demands {
    /// Of each event.
    pub(super) conditions: Vec<Logic>,
    /// Of aggregates.
    pub(super) thresholds: Vec<Threshold>,
    /// Events that aggregates with a condition of their own look for.
    pub(super) steps: Vec<Step>,
    /// What is lost.
    pub(super) losses: BTreeSet<Loss>,
    /// Remarks.
    pub(super) diagnostics: Vec<Diagnostic>,
    columns: BTreeMap<String, usize>,
    known: BTreeSet<Vec<Asked>>,
}

/// What a threshold asks: function, of what, how compared, with what.
type Asked = (String, Option<String>, Operator, String);

/// Where in a condition a part stands.
#[derive(Clone, Copy)]
struct Place {
    /// Under an odd number of "not".
    negated: bool,
    /// Under something of which one part suffices.
    optional: bool,
}

impl Place {
    const TOP: Place = Place {
        negated: false,
        optional: false,
    };
}

impl Demands {
    /// Demands what a `where` says. One that can never hold is likelier a flaw of its reading than an
    /// author's intent, and it must not make all else vanish.
    pub(super) fn add(&mut self, tree: &Tree, text: &str, span: Span) {
        match self.settle(tree, Place::TOP) {
            Some(logic) if logic.is_false() => {
                let why = Reason::Computed;
                self.add_opaque(text, why, span, Diagnostic::warning(span, "this never holds"));
            }
            logic => self.conditions.extend(logic),
        }
    }

    /// Demands something that could not be read.
    pub(super) fn add_opaque(&mut self, text: &str, why: Reason, span: Span, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
        self.conditions.push(Logic::opaque(text, why, span));
    }

    /// What a part demands of each event, if anything.
    fn settle(&mut self, tree: &Tree, place: Place) -> Option<Logic> {
        if let Some(found) = self.only_thresholds(tree, place) {
            found.into_iter().for_each(|threshold| self.threshold(threshold));
            return None;
        }
        match tree {
            Tree::All(parts) | Tree::Any(parts) => {
                let every = matches!(tree, Tree::All(_));
                let inside = Place {
                    optional: place.optional || parts.len() > 1 && every == place.negated,
                    ..place
                };
                let settled: Vec<Logic> = parts
                    .iter()
                    .filter_map(|part| self.settle(part, inside))
                    .collect();
                match settled.is_empty() && !parts.is_empty() {
                    true => None,
                    false if every => Some(Logic::all(settled)),
                    false => Some(Logic::any(settled)),
                }
            }
            Tree::Not(inner) => {
                let negated = !place.negated;
                self.settle(inner, Place { negated, ..place }).map(Logic::not)
            }
            Tree::Leaf(logic, loss) => {
                self.losses.extend(*loss);
                self.remark(logic);
                Some(logic.clone())
            }
            Tree::Shared(shared) => self.settle(&shared.tree, place),
            Tree::Silent(loss) => {
                self.losses.extend(*loss);
                None
            }
            // Which value it is, not how many events: no threshold says that.
            Tree::Aggregate(aggregate, Operator::Eq, value, span) if !is_number(value) => {
                self.losses.insert(Loss::Derived);
                let predicate = Predicate::new(&aggregate.column, Operator::Eq, [value], *span);
                Some(Logic::Pred(predicate.case_sensitive(true)))
            }
            Tree::Aggregate(aggregate, op, value, span) => {
                self.aggregate(aggregate, *op, value, *span, place);
                None
            }
        }
    }

    fn remark(&mut self, logic: &Logic) {
        logic.for_each_leaf(&mut |leaf| {
            if let Logic::Opaque(opaque) = leaf {
                self.diagnostics
                    .push(Diagnostic::warning(opaque.span, opaque.why.explain()));
            }
        });
    }

    /// The thresholds that a part comes to which must hold and asks nothing but aggregates.
    fn only_thresholds(&mut self, tree: &Tree, place: Place) -> Option<Vec<Threshold>> {
        let is_choice = match tree {
            Tree::Any(_) => !place.negated,
            Tree::All(_) => place.negated,
            Tree::Aggregate(..) => true,
            _ => false,
        };
        (is_choice && !place.optional)
            .then(|| self.thresholds(tree, place.negated))
            .flatten()
    }

    fn thresholds(&mut self, tree: &Tree, negated: bool) -> Option<Vec<Threshold>> {
        let (parts, every) = match tree {
            Tree::Aggregate(aggregate, op, value, span)
                if aggregate.condition.is_none() && (*op != Operator::Eq || is_number(value)) =>
            {
                self.losses.extend(aggregate.loss);
                let threshold = threshold(aggregate, *op, value, *span);
                return match negated {
                    true => Threshold::none(&[threshold]),
                    false => Some(vec![threshold]),
                };
            }
            Tree::Not(inner) => return self.thresholds(inner, !negated),
            Tree::Shared(shared) => return self.thresholds(&shared.tree, negated),
            Tree::All(parts) => (parts, !negated),
            Tree::Any(parts) => (parts, negated),
            Tree::Aggregate(..) | Tree::Leaf(..) | Tree::Silent(_) => return None,
        };
        Threshold::joined(every, parts.iter().map(|part| self.thresholds(part, negated)))
    }

    /// A condition on an aggregate beside others, or on one of a further event.
    fn aggregate(&mut self, aggregate: &Aggregate, op: Operator, value: &str, span: Span, place: Place) {
        self.losses.extend(aggregate.loss);
        let operators = operators(op, value, place.negated);
        if place.optional || operators.len() > 1 {
            self.losses.insert(Loss::AnyThreshold);
        }
        for op in operators {
            let occurs = occurrence(&aggregate.function, *op, value);
            if let Some(condition) = &aggregate.condition {
                self.step(aggregate, &condition.tree, occurs == Some(false));
                if occurs.is_some() {
                    continue;
                }
            }
            self.threshold(threshold(aggregate, *op, value, span));
        }
    }

    /// Demands a threshold, once.
    fn threshold(&mut self, threshold: Threshold) {
        let asked =
            |it: &Threshold| -> Asked { (it.function.clone(), it.of.clone(), it.op, it.value.clone()) };
        if self.known.insert(threshold.alternatives().map(asked).collect()) {
            self.thresholds.push(threshold);
        }
    }

    /// An event that a conditional aggregate looks for, once for each column.
    fn step(&mut self, aggregate: &Aggregate, condition: &Tree, absent: bool) {
        if let Some(at) = self.columns.get(&aggregate.column) {
            self.steps[*at].absent &= absent;
            return;
        }
        let settled = self.settle(condition, Place::TOP);
        let known = |logic: &Logic| !absent && self.conditions.iter().any(|own| own.same_meaning(logic));
        if let Some(logic) = settled.filter(|logic| !known(logic)) {
            self.columns.insert(aggregate.column.clone(), self.steps.len());
            self.steps.push(Step {
                alias: Some(aggregate.column.clone()),
                absent,
                ..Step::new(None, logic)
            });
        }
    }
}

/// A condition on an aggregate. What is counted of a further event goes by the name of its step.
fn threshold(aggregate: &Aggregate, op: Operator, value: &str, span: Span) -> Threshold {
    let step = aggregate.condition.is_some().then(|| aggregate.column.clone());
    Threshold {
        of: aggregate.of.clone().or(step),
        by: aggregate.by.to_vec(),
        within: aggregate.within.clone(),
        ..Threshold::new(aggregate.function.clone(), op, value.to_owned(), span)
    }
}

/// The operators that hold where one holds, or where it does not.
fn operators(op: Operator, value: &str, negated: bool) -> &'static [Operator] {
    match (op, negated) {
        (Operator::Gt, false) | (Operator::Lte, true) => &[Operator::Gt],
        (Operator::Gte, false) | (Operator::Lt, true) => &[Operator::Gte],
        (Operator::Lt, false) | (Operator::Gte, true) => &[Operator::Lt],
        (Operator::Lte, false) | (Operator::Gt, true) => &[Operator::Lte],
        (_, false) => &[Operator::Eq],
        (_, true) if value == "0" => &[Operator::Gt],
        (_, true) => &[Operator::Lt, Operator::Gt],
    }
}

fn is_number(value: &str) -> bool {
    value.parse::<f64>().is_ok() || matches!(value, "true" | "false")
}

/// Whether a condition on an aggregate only says that some event, or that none, is looked at.
fn occurrence(function: &str, op: Operator, value: &str) -> Option<bool> {
    let (counts, flags) = (functions::counts(function), matches!(function, "max" | "present"));
    match (op, value) {
        (Operator::Gt, "0") | (Operator::Gte, "1") if counts || flags => Some(true),
        (Operator::Eq, "1" | "true") if flags => Some(true),
        (Operator::Eq | Operator::Lte, "0") | (Operator::Lt, "1") if counts || flags => Some(false),
        (Operator::Eq, "false") if flags => Some(false),
        _ => None,
    }
}
