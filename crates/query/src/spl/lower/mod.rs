//! From stages to logic.
//!
//! A [`flow::Flow`] walks the stages of one pipeline. Filters become [`cond::Cond`]s and settle into the
//! steps of the rule; other commands say what their columns hold ([`value::Value`]), so that a later filter
//! on a column ([`test`]) is one on the event's field, a threshold, or opaque.

mod aggregate;
mod columns;
mod combine;
mod cond;
mod eval;
mod extract;
mod flow;
mod foreach;
mod functions;
mod known;
mod lookup;
mod search;
mod tags;
mod test;
mod value;

use std::collections::BTreeSet;

use rule::{Diagnostic, Loss, Relation, RuleLogic, Span};

use super::scan;
use super::text::Text;
use crate::Depth;
use flow::Flow;

/// What all pipelines of a search share.
#[derive(Debug, Default)]
pub(super) struct Reader {
    losses: BTreeSet<Loss>,
    diagnostics: Vec<Diagnostic>,
    depth: Depth,
    /// Whether this is the search of a `map`.
    in_map: bool,
}

/// Lowers a search.
pub(super) fn lower(text: &Text) -> (RuleLogic, Vec<Diagnostic>) {
    let mut reader = Reader::default();
    let mut flow = Flow::new(text, &mut reader);
    if let Some((at, what)) = scan::unclosed(text.as_str()) {
        flow.remark(
            Span::new(at, at + 1),
            &format!("{what} that is never closed"),
            true,
        );
    }
    flow.run(Span::new(0, text.as_str().len()));
    let parts = flow.finish();
    let mut thresholds = parts.thresholds;
    let steps = parts.steps;
    let relation = match (steps.len(), parts.is_union) {
        (0 | 1, _) => Relation::Single,
        (_, true) => Relation::Union,
        (_, false) => Relation::Join,
    };
    let by = if relation == Relation::Join {
        parts.by
    } else {
        Vec::new()
    };
    if relation == Relation::Single {
        thresholds
            .iter_mut()
            .for_each(|it| it.for_each_mut(&mut |it| it.step = None));
    }
    let logic = RuleLogic {
        steps,
        relation,
        by,
        thresholds,
        losses: reader.losses,
        ..RuleLogic::default()
    };
    (logic, reader.diagnostics)
}
