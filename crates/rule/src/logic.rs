//! The one expression every rule becomes (spec/logic.md).

use std::collections::BTreeSet;

use crate::{Fidelity, Loss, Predicate, Reason, Span, Threshold};

/// A clause that was read but not decoded.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Opaque {
    /// The authored text.
    pub text: String,
    /// Why it was not decoded.
    pub why: Reason,
    /// Where it stands.
    pub span: Span,
}

/// A condition over one event. `All([])` is true, `Any([])` is false.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Logic {
    /// Every part holds.
    All(Vec<Logic>),
    /// Some part holds.
    Any(Vec<Logic>),
    /// The part does not hold.
    Not(Box<Logic>),
    /// A comparison.
    Pred(Predicate),
    /// A clause that was read but not decoded.
    Opaque(Opaque),
}

impl Logic {
    /// True: the neutral element of "all".
    pub const TRUE: Logic = Logic::All(Vec::new());
    /// False: the neutral element of "any".
    pub const FALSE: Logic = Logic::Any(Vec::new());

    /// Whether this is the empty "all".
    pub fn is_true(&self) -> bool {
        matches!(self, Logic::All(parts) if parts.is_empty())
    }

    /// Whether this is the empty "any".
    pub fn is_false(&self) -> bool {
        matches!(self, Logic::Any(parts) if parts.is_empty())
    }

    /// Every part holds: flattened, without trivially true parts; a single part stays itself.
    pub fn all(parts: impl IntoIterator<Item = Logic>) -> Logic {
        let mut flat = Vec::new();
        for part in parts {
            match part {
                Logic::All(inner) => flat.extend(inner),
                Logic::Any(inner) if inner.is_empty() => return Logic::FALSE,
                other => flat.push(other),
            }
        }
        if flat.len() == 1 {
            flat.remove(0)
        } else {
            Logic::All(flat)
        }
    }

    /// Some part holds: flattened, without trivially false parts; a single part stays itself.
    pub fn any(parts: impl IntoIterator<Item = Logic>) -> Logic {
        let mut flat = Vec::new();
        for part in parts {
            match part {
                Logic::Any(inner) => flat.extend(inner),
                Logic::All(inner) if inner.is_empty() => return Logic::TRUE,
                other => flat.push(other),
            }
        }
        if flat.len() == 1 {
            flat.remove(0)
        } else {
            Logic::Any(flat)
        }
    }

    /// The part does not hold; a double negation and a constant fold away.
    #[allow(clippy::should_implement_trait)]
    pub fn not(part: Logic) -> Logic {
        match part {
            Logic::Not(inner) => *inner,
            part if part.is_true() => Logic::FALSE,
            part if part.is_false() => Logic::TRUE,
            other => Logic::Not(Box::new(other)),
        }
    }

    /// An undecoded clause.
    pub fn opaque(text: impl Into<String>, why: Reason, span: Span) -> Logic {
        Logic::Opaque(Opaque {
            text: text.into(),
            why,
            span,
        })
    }

    /// Calls `visit` on every predicate and opaque clause, left to right.
    pub fn for_each_leaf<'a>(&'a self, visit: &mut impl FnMut(&'a Logic)) {
        match self {
            Logic::All(parts) | Logic::Any(parts) => parts.iter().for_each(|part| part.for_each_leaf(visit)),
            Logic::Not(part) => part.for_each_leaf(visit),
            Logic::Pred(_) | Logic::Opaque(_) => visit(self),
        }
    }

    /// Calls `change` on every predicate and opaque clause, left to right.
    pub fn for_each_leaf_mut(&mut self, change: &mut impl FnMut(&mut Logic)) {
        match self {
            Logic::All(parts) | Logic::Any(parts) => {
                parts.iter_mut().for_each(|part| part.for_each_leaf_mut(change));
            }
            Logic::Not(part) => part.for_each_leaf_mut(change),
            Logic::Pred(_) | Logic::Opaque(_) => change(self),
        }
    }

    /// Calls `change` on every predicate, left to right.
    pub fn for_each_predicate_mut(&mut self, mut change: impl FnMut(&mut Predicate)) {
        self.for_each_leaf_mut(&mut |leaf| {
            if let Logic::Pred(predicate) = leaf {
                change(predicate);
            }
        });
    }

    /// Rewrites every span: parsers count from the start of the query, pages from the start of the file.
    pub fn map_spans(&mut self, place: &impl Fn(Span) -> Span) {
        self.for_each_leaf_mut(&mut |leaf| match leaf {
            Logic::Pred(predicate) => predicate.span = place(predicate.span),
            Logic::Opaque(opaque) => opaque.span = place(opaque.span),
            Logic::All(_) | Logic::Any(_) | Logic::Not(_) => {}
        });
    }
}

/// How the steps of a rule belong together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// One step.
    #[default]
    Single,
    /// In order (EQL sequences).
    Sequence,
    /// Joined on common values, in any order (joins, YARA-L placeholders).
    Join,
    /// Any order (EQL samples).
    Sample,
    /// Each step on its own finds (unions, appends).
    Union,
    /// Rules over other rules (Sigma and Panther correlations).
    Correlation,
}

impl Relation {
    /// The stable lower-case name.
    pub fn id(self) -> &'static str {
        match self {
            Relation::Single => "single",
            Relation::Sequence => "sequence",
            Relation::Join => "join",
            Relation::Sample => "sample",
            Relation::Union => "union",
            Relation::Correlation => "correlation",
        }
    }
}

/// The condition on one of the events a rule looks at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The author's name for the event: `$e1`, a Sigma rule's name, a sub-query's alias.
    pub alias: Option<String>,
    /// What selects the telemetry: EQL category, datamodel, table, log source.
    pub source: Option<String>,
    /// Whether the event must *not* happen.
    pub absent: bool,
    /// The condition.
    pub logic: Logic,
}

impl Step {
    /// An unnamed step that must happen.
    pub fn new(source: Option<String>, logic: Logic) -> Self {
        Step {
            alias: None,
            source,
            absent: false,
            logic,
        }
    }
}

/// A whole rule's logic.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleLogic {
    /// One step for a rule over single events, several otherwise.
    pub steps: Vec<Step>,
    /// How the steps belong together.
    pub relation: Relation,
    /// The window all steps must fall in, as authored.
    pub within: Option<String>,
    /// The fields that tie the steps together.
    pub by: Vec<String>,
    /// Conditions on aggregates, all of which hold.
    pub thresholds: Vec<Threshold>,
    /// A second stage: what the rule asks of the rows that the steps give, where these are a table of their own
    /// (a Panther scheduled rule judges what its saved query returns). Its fields are columns of that table.
    pub rows: Option<Step>,
    /// Documented losses of the decoding.
    pub losses: BTreeSet<Loss>,
}

impl RuleLogic {
    /// A rule over single events.
    pub fn single(source: Option<String>, logic: Logic) -> Self {
        RuleLogic {
            steps: vec![Step::new(source, logic)],
            ..RuleLogic::default()
        }
    }

    /// A rule of which nothing was decoded.
    pub fn opaque(text: impl Into<String>, why: Reason, span: Span) -> Self {
        RuleLogic::single(None, Logic::opaque(text, why, span))
    }

    /// The steps, and the stage over their rows after them.
    pub fn stages(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().chain(&self.rows)
    }

    /// Whether there is a step, and every step holds for every event.
    pub fn is_unconditional(&self) -> bool {
        !self.steps.is_empty() && self.stages().all(|step| step.logic.is_true())
    }

    /// The opaque clauses, in order.
    pub fn opaques(&self) -> Vec<&Opaque> {
        let mut found = Vec::new();
        for step in self.stages() {
            step.logic.for_each_leaf(&mut |leaf| {
                if let Logic::Opaque(opaque) = leaf {
                    found.push(opaque);
                }
            });
        }
        found
    }

    /// How faithfully the rule was decoded.
    pub fn fidelity(&self) -> Fidelity {
        let (mut predicates, mut opaques) = (0, 0);
        for step in self.stages() {
            step.logic.for_each_leaf(&mut |leaf| match leaf {
                Logic::Opaque(_) => opaques += 1,
                _ => predicates += 1,
            });
        }
        match (predicates, opaques) {
            (0, 1..) => Fidelity::Opaque,
            (_, 1..) => Fidelity::Partial,
            _ if self.losses.is_empty() => Fidelity::Exact,
            _ => Fidelity::Approximate,
        }
    }

    /// Rewrites every span of steps and thresholds.
    pub fn map_spans(&mut self, place: &impl Fn(Span) -> Span) {
        for step in self.steps.iter_mut().chain(&mut self.rows) {
            step.logic.map_spans(place);
        }
        for threshold in &mut self.thresholds {
            threshold.for_each_mut(&mut |it| it.span = place(it.span));
        }
    }
}
