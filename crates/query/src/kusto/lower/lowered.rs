//! What a condition says: logic about an event, thresholds on aggregates, or nothing at all (time windows).

use std::collections::{BTreeMap, BTreeSet};

use rule::{Logic, Loss, Reason, Span, Threshold};

/// The meaning of a condition.
#[derive(Clone, Debug, Default)]
pub(super) struct Lowered {
    /// What it says about an event; `None` where it says nothing about one.
    pub(super) logic: Option<Logic>,
    /// What it says about aggregates, all of which must hold.
    pub(super) thresholds: Vec<Threshold>,
    /// What was lost.
    pub(super) losses: BTreeSet<Loss>,
    /// The steps whose events it names.
    pub(super) steps: BTreeSet<usize>,
}

impl Lowered {
    /// A condition that says nothing: plumbing.
    pub(super) fn nothing() -> Self {
        Lowered::default()
    }

    /// A condition on an event.
    pub(super) fn logic(logic: Logic) -> Self {
        Lowered {
            logic: Some(logic),
            ..Lowered::default()
        }
    }

    /// A clause that was not decoded.
    pub(super) fn opaque(text: &str, why: Reason, span: Span) -> Self {
        let clause = span.text(text).unwrap_or_default();
        Lowered::logic(Logic::opaque(clause, why, span))
    }

    /// A condition on an aggregate.
    pub(super) fn threshold(threshold: Threshold) -> Self {
        Lowered {
            thresholds: vec![threshold],
            ..Lowered::default()
        }
    }

    /// Whether it says something about an event, and does not know which.
    pub(super) fn is_untied(&self) -> bool {
        self.logic.is_some() && self.steps.is_empty()
    }

    /// Gives the events it names other numbers.
    pub(super) fn renumber(&mut self, numbers: &BTreeMap<usize, usize>) {
        let number = |step| numbers.get(step).copied();
        self.steps = self.steps.iter().filter_map(number).collect();
    }

    fn says_something(&self) -> bool {
        self.logic.is_some() || !self.thresholds.is_empty()
    }

    /// Every part holds.
    pub(super) fn all(parts: Vec<Lowered>) -> Self {
        let (mut whole, logics) = gather(parts);
        whole.logic = (!logics.is_empty()).then(|| Logic::all(logics));
        whole
    }

    /// Some part holds. A part that says nothing vanishes; a threshold as an alternative to a condition on an
    /// event stays opaque.
    pub(super) fn any(parts: Vec<Lowered>, text: &str) -> Self {
        let (parts, silent): (Vec<_>, Vec<_>) = parts.into_iter().partition(Lowered::says_something);
        if parts.len() < 2 {
            return Lowered::all(parts.into_iter().chain(silent).collect());
        }
        if let Some(thresholds) = either(&parts) {
            let (mut whole, _) = gather(parts);
            whole.thresholds = thresholds;
            return whole;
        }
        let parts = parts
            .into_iter()
            .map(|part| part.without_thresholds(text))
            .collect();
        let (mut whole, logics) = gather(parts);
        whole.logic = (!logics.is_empty()).then(|| Logic::any(logics));
        whole
    }

    /// The part does not hold.
    pub(super) fn negated(mut self, text: &str) -> Self {
        if self.logic.is_none() {
            match Threshold::none(&self.thresholds) {
                Some(thresholds) => {
                    self.thresholds = thresholds;
                    return self;
                }
                None if self.thresholds.is_empty() => return self,
                None => {}
            }
        }
        let mut plain = self.without_thresholds(text);
        plain.logic = plain.logic.map(Logic::not);
        plain
    }

    /// The same condition, its thresholds turned into opaque clauses.
    pub(super) fn without_thresholds(mut self, text: &str) -> Self {
        let thresholds = std::mem::take(&mut self.thresholds);
        if thresholds.is_empty() {
            return self;
        }
        let opaque = thresholds.into_iter().map(|threshold| {
            let clause = threshold.span.text(text).unwrap_or_default();
            Logic::opaque(clause, Reason::Aggregate, threshold.span)
        });
        let logic = Logic::all(self.logic.take().into_iter().chain(opaque));
        self.logic = Some(logic);
        self
    }
}

fn gather(parts: Vec<Lowered>) -> (Lowered, Vec<Logic>) {
    let (mut whole, mut logics) = (Lowered::default(), Vec::new());
    for part in parts {
        logics.extend(part.logic);
        whole.thresholds.extend(part.thresholds);
        whole.losses.extend(part.losses);
        whole.steps.extend(part.steps);
    }
    (whole, logics)
}

/// The thresholds of alternatives that say nothing but thresholds.
fn either(parts: &[Lowered]) -> Option<Vec<Threshold>> {
    let (first, rest) = parts.split_first()?;
    if parts.iter().any(|part| part.logic.is_some()) {
        return None;
    }
    let all = |whole: Vec<Threshold>, part: &Lowered| Threshold::either(&whole, &part.thresholds);
    rest.iter().try_fold(first.thresholds.clone(), all)
}
