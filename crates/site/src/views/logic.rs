//! The logic tree as a list of tokens that a template can set without recursion.

use rule::{Logic, Operator, Quantifier, RuleLogic, Threshold};
use serde::Serialize;

use crate::fragment::Value;

/// Values shown before the rest is folded away.
const SHOWN_VALUES: usize = 12;

/// A rule's logic, ready to be set.
#[derive(Debug, Serialize)]
pub(crate) struct LogicView {
    relation: &'static str,
    within: Option<String>,
    by: Vec<String>,
    steps: Vec<StepView>,
    thresholds: Vec<String>,
    fidelity: &'static str,
    losses: Vec<&'static str>,
}

#[derive(Debug, Serialize)]
struct StepView {
    number: usize,
    alias: Option<String>,
    source: Option<String>,
    absent: bool,
    tokens: Vec<Token>,
}

/// `open` and `close` bracket a block; everything else is a line.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Token {
    Open {
        label: &'static str,
        negated: bool,
    },
    Close,
    Pred(Line),
    Opaque {
        text: Value,
        why: &'static str,
        negated: bool,
    },
}

#[derive(Debug, Serialize)]
struct Line {
    field: String,
    op: &'static str,
    op_id: &'static str,
    values: Vec<Value>,
    more: Vec<Value>,
    all: bool,
    cased: bool,
    via: Option<String>,
    negated: bool,
}

impl LogicView {
    pub(crate) fn new(logic: &RuleLogic) -> Self {
        let steps = logic.steps.iter().enumerate().map(|(i, step)| {
            let mut tokens = Vec::new();
            set(&step.logic, false, &mut tokens);
            StepView {
                number: i + 1,
                alias: step.alias.clone(),
                source: step.source.clone(),
                absent: step.absent,
                tokens,
            }
        });
        LogicView {
            relation: logic.relation.id(),
            within: logic.within.clone(),
            by: logic.by.clone(),
            steps: steps.collect(),
            thresholds: logic.thresholds.iter().map(threshold).collect(),
            fidelity: logic.fidelity().id(),
            losses: logic.losses.iter().map(|loss| loss.explain()).collect(),
        }
    }
}

fn set(logic: &Logic, negated: bool, out: &mut Vec<Token>) {
    match logic {
        Logic::Not(inner) => set(inner, !negated, out),
        Logic::All(parts) | Logic::Any(parts) => {
            let label = if matches!(logic, Logic::All(_)) {
                "all of"
            } else {
                "any of"
            };
            out.push(Token::Open { label, negated });
            parts.iter().for_each(|part| set(part, false, out));
            out.push(Token::Close);
        }
        Logic::Opaque(opaque) => {
            out.push(Token::Opaque {
                text: Value::new(&opaque.text),
                why: opaque.why.explain(),
                negated,
            });
        }
        Logic::Pred(predicate) => {
            let mut values: Vec<Value> = match (predicate.op, predicate.values.as_slice()) {
                (Operator::Length, [op, number]) => vec![Value::new(&format!("{} {number}", comparison(op)))],
                (_, values) => values.iter().map(|value| Value::new(value)).collect(),
            };
            let more = values.split_off(values.len().min(SHOWN_VALUES));
            out.push(Token::Pred(Line {
                field: predicate.field.clone(),
                op: predicate.op.phrase(),
                op_id: predicate.op.id(),
                values,
                more,
                all: predicate.quantifier == Quantifier::All,
                cased: predicate.case_sensitive,
                via: predicate.via.clone(),
                negated,
            }));
        }
    }
}

fn comparison(op: &str) -> &str {
    match op {
        "gt" => ">",
        "gte" => "≥",
        "lt" => "<",
        "lte" => "≤",
        _ => "=",
    }
}

fn threshold(it: &Threshold) -> String {
    let mut text = format!(
        "{}({}) {} {}",
        it.function,
        it.of.as_deref().unwrap_or("events"),
        it.op.phrase(),
        it.value
    );
    if !it.by.is_empty() {
        text += &format!(" for each {}", it.by.join(", "));
    }
    if let Some(within) = &it.within {
        text += &format!(" within {within}");
    }
    text
}
