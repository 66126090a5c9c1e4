//! Correlations: rules over the finds of other rules
//! (<https://sigmahq.io/sigma-specification/specification/sigma-correlation-rules-specification.html>).
//!
//! Every member is a step of its own, named for the member; its condition is that of the rule it names, so
//! here it holds nothing. An alias in `group-by` is spelled out: `host (a.src_host = b.dst_host)`.

use rule::{Logic, Operator, Reason, Relation, RuleLogic, Step, Threshold};

use super::condition::{self, Expr};
use super::notes::{Notes, written};
use super::value::literal;
use crate::Decoded;
use crate::yaml::{Node, Value};

/// Decodes the value of `correlation`.
pub(super) fn decode(correlation: &Node) -> Decoded {
    let mut notes = Notes::default();
    let text = |key: &str| correlation.get(key).and_then(Node::text);
    let mut logic = RuleLogic {
        relation: Relation::Correlation,
        within: text("timespan").or_else(|| text("timeframe")).map(str::to_owned),
        by: group_by(correlation),
        ..RuleLogic::default()
    };
    let rules = correlation.get("rules").map(Node::items).unwrap_or_default();
    logic.steps = rules
        .iter()
        .filter_map(Node::text)
        .map(|name| member(name, false))
        .collect();
    let kind = text("type").unwrap_or_default();
    if kind == "temporal_ordered" {
        logic.relation = Relation::Sequence;
    }
    match correlation.get("condition") {
        None => {}
        Some(node) if matches!(node.value, Value::Map(_)) => thresholds(kind, node, &mut logic, &mut notes),
        Some(node) => members(node, &mut logic, &mut notes),
    }
    if logic.steps.is_empty() {
        let message = "the correlation names no rules";
        let refused = notes.refuse(kind, Reason::Syntax, correlation.span, message);
        logic.steps.push(Step::new(None, refused));
    }
    Decoded {
        logic,
        diagnostics: notes.diagnostics,
    }
}

fn member(name: &str, absent: bool) -> Step {
    Step {
        alias: Some(name.to_owned()),
        source: None,
        absent,
        logic: Logic::TRUE,
    }
}

fn group_by(correlation: &Node) -> Vec<String> {
    let names = correlation.get("group-by").map(Node::items).unwrap_or_default();
    let aliases = correlation.get("aliases");
    let spelled_out = |name: &str| {
        let fields = aliases
            .and_then(|aliases| aliases.get(name))
            .map(Node::entries)
            .unwrap_or_default();
        let fields: Vec<String> = fields
            .iter()
            .map(|(rule, field)| format!("{}.{}", written(rule), written(field)))
            .collect();
        if fields.is_empty() {
            name.to_owned()
        } else {
            format!("{name} ({})", fields.join(" = "))
        }
    };
    names.iter().filter_map(Node::text).map(spelled_out).collect()
}

/// `gte: 5`, `field: User`: each comparison is a threshold, all of them must hold.
fn thresholds(kind: &str, condition: &Node, logic: &mut RuleLogic, notes: &mut Notes) {
    let field = condition.get("field").map(written);
    let function = match kind {
        "event_count" => "count".to_owned(),
        "value_count" => "distinct_count".to_owned(),
        "value_percentile" => {
            let percentile = condition.get("percentile").and_then(literal);
            percentile.map_or("percentile".to_owned(), |n| format!("p{n}"))
        }
        "temporal" | "temporal_ordered" => "distinct_count".to_owned(),
        other => other.strip_prefix("value_").unwrap_or(other).to_owned(),
    };
    let of = match kind {
        "temporal" | "temporal_ordered" => Some("rule".to_owned()),
        _ => field,
    };
    for (key, value) in condition.entries() {
        let name = key.text().unwrap_or_default();
        let op = match name {
            "field" | "percentile" => continue,
            "gt" => Operator::Gt,
            "gte" => Operator::Gte,
            "lt" => Operator::Lt,
            "lte" => Operator::Lte,
            "eq" => Operator::Eq,
            _ => {
                let message = "not a comparison that a threshold can make";
                let text = format!("{name}: {}", written(value));
                let refused = notes.refuse(text, Reason::Aggregate, key.span, message);
                logic.steps.push(Step::new(None, refused));
                continue;
            }
        };
        logic.thresholds.push(Threshold {
            of: of.clone(),
            by: logic.by.clone(),
            within: logic.within.clone(),
            ..Threshold::new(
                function.clone(),
                op,
                literal(value).unwrap_or_default(),
                key.span.to(value.span),
            )
        });
    }
}

/// `a and not b`: which members must be found and which must not. Anything with an `or` is more than steps
/// can say.
fn members(node: &Node, logic: &mut RuleLogic, notes: &mut Notes) {
    let Some(found) = node.text().and_then(conjunction) else {
        let message = "a condition over rules is read only if it joins them with `and`";
        let refused = notes.refuse(written(node), Reason::Unsupported, node.span, message);
        logic.steps.push(Step::new(None, refused));
        return;
    };
    for (name, absent) in found {
        match logic
            .steps
            .iter_mut()
            .find(|step| step.alias.as_deref() == Some(name))
        {
            Some(step) => step.absent = absent,
            None => logic.steps.push(member(name, absent)),
        }
    }
}

/// The members of a plain conjunction, each with whether it is negated.
fn conjunction(text: &str) -> Option<Vec<(&str, bool)>> {
    let parsed = condition::parse(text);
    let is_whole = parsed.rest.is_none() && parsed.pipe.is_none();
    joined(&parsed.search.filter(|_| is_whole)?, text)
}

fn joined<'a>(expr: &Expr, text: &'a str) -> Option<Vec<(&'a str, bool)>> {
    match expr {
        Expr::Name(span) => Some(vec![(span.text(text)?, false)]),
        Expr::Not(part) => match &**part {
            Expr::Name(span) => Some(vec![(span.text(text)?, true)]),
            _ => None,
        },
        Expr::And(parts) => {
            let parts: Option<Vec<_>> = parts.iter().map(|part| joined(part, text)).collect();
            Some(parts?.concat())
        }
        _ => None,
    }
}
