//! A detection: selections by name, and the condition over them.

use rule::{Logic, Reason, RuleLogic, Span};

use super::aggregation;
use super::lower::{Lowering, Named, Text};
use super::notes::{Notes, written};
use super::selection::selection;
use crate::Decoded;
use crate::yaml::Node;

/// Decodes a block of selections; `reserved` keys are none.
pub(super) fn decode(block: &Node, source: Option<String>, reserved: &[&str]) -> Decoded {
    let mut notes = Notes::default();
    let selections = selections(block, reserved, &mut notes);
    let timeframe = block.get("timeframe").and_then(Node::text).map(str::to_owned);
    let mut lowering = Lowering::new(selections, &mut notes);
    let mut logic = RuleLogic::default();
    let condition = conditions(block, &timeframe, &mut lowering, &mut logic);
    warn_unused(&mut lowering);
    logic.steps = RuleLogic::single(source, condition).steps;
    logic.within = timeframe;
    logic.losses = notes.losses;
    Decoded {
        logic,
        diagnostics: notes.diagnostics,
    }
}

fn selections<'a>(block: &'a Node, reserved: &[&str], notes: &mut Notes) -> Vec<Named<'a>> {
    let mut found = Vec::new();
    for (key, value) in block.entries() {
        let Some(name) = key.text().filter(|name| !reserved.contains(name)) else {
            continue;
        };
        let logic = selection(key, value, notes);
        found.push(Named {
            name,
            size: size(&logic),
            logic,
            span: key.span,
            is_used: false,
        });
    }
    found
}

/// Leaves and values.
fn size(logic: &Logic) -> usize {
    let mut size = 0;
    logic.for_each_leaf(&mut |leaf| {
        size += 1;
        if let Logic::Pred(predicate) = leaf {
            size += predicate.values.len();
        }
    });
    size
}

/// A list of conditions finds what any of them finds.
fn conditions(
    block: &Node,
    timeframe: &Option<String>,
    lowering: &mut Lowering<'_, '_>,
    logic: &mut RuleLogic,
) -> Logic {
    let texts: Vec<&Node> = block
        .get("condition")
        .map(|node| node.items().iter().collect())
        .unwrap_or_default();
    if texts.is_empty() {
        let message = "the detection has no condition";
        return lowering
            .notes
            .refuse(written(block), Reason::Syntax, block.span, message);
    }
    let mut any = Vec::new();
    for node in texts {
        let Some(text) = Text::new(node) else {
            let message = "a condition is a string";
            any.push(
                lowering
                    .notes
                    .refuse(written(node), Reason::Syntax, node.span, message),
            );
            continue;
        };
        let (search, pipe) = lowering.condition(text);
        any.push(match pipe {
            None => search,
            Some(pipe) => {
                lowering.mention(text.word(pipe));
                piped(search, pipe, text, timeframe, lowering.notes, logic)
            }
        });
    }
    Logic::any(any)
}

/// A legacy aggregation becomes a threshold; anything else behind a pipe stays undecoded.
fn piped(
    search: Logic,
    pipe: Span,
    text: Text<'_>,
    timeframe: &Option<String>,
    notes: &mut Notes,
    logic: &mut RuleLogic,
) -> Logic {
    match aggregation::parse(text.word(pipe)) {
        Some(mut threshold) => {
            threshold.within = timeframe.clone();
            threshold.span = text.place(pipe);
            logic.thresholds.push(threshold);
            search
        }
        None => {
            let message = "only count, min, max, avg and sum may follow a pipe";
            let rest = notes.refuse(text.word(pipe), Reason::Unsupported, text.place(pipe), message);
            Logic::all([search, rest])
        }
    }
}

fn warn_unused(lowering: &mut Lowering<'_, '_>) {
    for selection in lowering.selections.iter().filter(|selection| !selection.is_used) {
        let message = format!("the condition does not use `{}`", selection.name);
        lowering.notes.warn(selection.span, message);
    }
}
