//! Match expressions to logic.

use std::collections::BTreeSet;

use rule::{Diagnostic, Logic, Loss, Operator, Predicate, Quantifier, Reason};

use super::condition::{Condition, Quantity, Test, named};
use super::{selector, written};
use crate::yaml::{Node, Value};
use crate::{Depth, Pattern};

/// "Exactly one of" is written out up to this many parts.
const MAX_EXCLUSIVE: usize = 8;

/// Match expressions being lowered.
#[derive(Default)]
pub(super) struct Lowering {
    pub(super) losses: BTreeSet<Loss>,
    pub(super) diagnostics: Vec<Diagnostic>,
    depth: Depth,
}

impl Lowering {
    /// A list of expressions that must all hold. `within` is the list whose elements they look at, if any.
    pub(super) fn list(&mut self, list: &Node, within: &str) -> Logic {
        let parts: Vec<Logic> = list
            .items()
            .iter()
            .map(|item| self.expression(item, within))
            .collect();
        Logic::all(parts)
    }

    fn expression(&mut self, node: &Node, within: &str) -> Logic {
        if !self.depth.enter() {
            return self.opaque(node, Reason::TooDeep, "nested too deeply");
        }
        let logic = match (&node.value, combinator(node)) {
            (Value::List(_), _) => self.list(node, within),
            (_, Some((combinator, parts))) => self.combined(combinator, parts, within),
            _ => self.condition(node, within),
        };
        self.depth.leave();
        logic
    }

    fn combined(&mut self, combinator: &str, parts: &Node, within: &str) -> Logic {
        let lowered: Vec<Logic> = parts
            .items()
            .iter()
            .map(|part| self.expression(part, within))
            .collect();
        match combinator {
            "Any" => Logic::any(lowered),
            "None" => Logic::not(Logic::any(lowered)),
            "OnlyOne" if lowered.len() > MAX_EXCLUSIVE => self.opaque(
                parts,
                Reason::Unsupported,
                "too many alternatives that exclude each other",
            ),
            "OnlyOne" => only_one(&lowered),
            _ => Logic::all(lowered),
        }
    }

    fn condition(&mut self, node: &Node, within: &str) -> Logic {
        let Some(name) = node.get("Condition").and_then(Node::text) else {
            return self.opaque(node, Reason::Syntax, "a match expression has no condition");
        };
        let Some(condition) = named(name) else {
            return self.opaque(
                node,
                Reason::Unsupported,
                &format!("`{name}` is not a known condition"),
            );
        };
        if let Test::Constant(yes) = condition.test {
            return if yes { Logic::TRUE } else { Logic::FALSE };
        }
        let logic = match selector::path(node, within) {
            Some(field) => self.test(node, &field, condition),
            None => self.between_keys(node, condition, within),
        };
        if condition.negated {
            Logic::not(logic)
        } else {
            logic
        }
    }

    fn test(&mut self, node: &Node, field: &str, condition: Condition) -> Logic {
        match condition.test {
            Test::Compare(op) => self.compare(node, field, op, condition.ignore_case),
            Test::Exists => Logic::Pred(Predicate::exists(field, node.span)),
            Test::Length(op) => match values(node).first().and_then(written::value) {
                Some(number) => Logic::Pred(Predicate::length(field, op, number, node.span)),
                None => self.opaque(node, Reason::Syntax, "the condition has no value"),
            },
            Test::Networks(networks) => {
                let networks = networks.iter().copied();
                Logic::Pred(Predicate::new(field, Operator::CidrMatch, networks, node.span))
            }
            Test::Elements(quantity) => self.elements(node, field, quantity),
            Test::Constant(_) => Logic::TRUE,
        }
    }

    fn compare(&mut self, node: &Node, field: &str, op: Operator, ignore_case: bool) -> Logic {
        let given = values(node);
        let texts: Vec<String> = given.iter().filter_map(written::value).collect();
        let nulls = given.iter().any(|value| value.value == Value::Null);
        let absent = (nulls && op == Operator::Eq)
            .then(|| Logic::not(Logic::Pred(Predicate::exists(field, node.span))));
        if texts.is_empty() && absent.is_none() {
            return self.opaque(node, Reason::Syntax, "the condition has no value");
        }
        let numeric = matches!(
            op,
            Operator::Gt | Operator::Gte | Operator::Lt | Operator::Lte | Operator::CidrMatch
        );
        let cased = !ignore_case && !numeric;
        let found = (!texts.is_empty()).then(|| match op {
            Operator::Wildcard => {
                let patterns: Vec<Pattern> = texts.iter().map(|text| Pattern::glob(text)).collect();
                Pattern::fold_all(field, &patterns, Quantifier::Any, cased, |_| node.span)
            }
            op => Logic::Pred(Predicate::new(field, op, texts, node.span).case_sensitive(cased)),
        });
        Logic::any(found.into_iter().chain(absent))
    }

    /// `{Condition, Values: [{Key}, {Key}]}`: two keys compared with each other.
    fn between_keys(&mut self, node: &Node, condition: Condition, within: &str) -> Logic {
        let keys: Vec<String> = values(node)
            .iter()
            .filter_map(|value| selector::path(value, within))
            .collect();
        match (condition.test, keys.as_slice()) {
            (Test::Compare(Operator::Eq), [left, right]) => {
                let predicate = Predicate::new(left.as_str(), Operator::FieldEq, [right.as_str()], node.span);
                Logic::Pred(predicate.case_sensitive(!condition.ignore_case))
            }
            (Test::Compare(_), [_, _]) => self.opaque(node, Reason::Computed, "two keys are compared"),
            _ => self.opaque(node, Reason::Syntax, "the match expression names no key"),
        }
    }

    /// Conditions on the elements of a list, each of which must pass all of them.
    fn elements(&mut self, node: &Node, field: &str, quantity: Quantity) -> Logic {
        self.losses.insert(Loss::LoopAsExists);
        let within = format!("{field}[*]");
        let passes = match node.get("Expressions") {
            Some(expressions) => self.list(expressions, &within),
            None => self.opaque(node, Reason::Syntax, "there are no expressions for the elements"),
        };
        match quantity {
            Quantity::None => Logic::not(passes),
            Quantity::Any | Quantity::All | Quantity::OnlyOne => passes,
        }
    }

    fn opaque(&mut self, node: &Node, why: Reason, message: &str) -> Logic {
        self.diagnostics.push(Diagnostic::warning(node.span, message));
        Logic::opaque(written::flow(node), why, node.span)
    }
}

/// The combinator of an expression and what it combines.
fn combinator(node: &Node) -> Option<(&str, &Node)> {
    let (key, parts) = node
        .entries()
        .iter()
        .find(|(key, _)| matches!(key.text(), Some("All" | "Any" | "OnlyOne" | "None")))?;
    Some((key.text()?, parts))
}

/// The values of a condition.
fn values(node: &Node) -> &[Node] {
    match (node.get("Values"), node.get("Value")) {
        (Some(values), _) => values.items(),
        (None, Some(value)) => match &value.value {
            Value::List(items) => items,
            _ => std::slice::from_ref(value),
        },
        (None, None) => &[],
    }
}

/// Exactly one part holds.
fn only_one(parts: &[Logic]) -> Logic {
    Logic::any(parts.iter().enumerate().map(|(one, part)| {
        let others = parts.iter().enumerate().filter(|(other, _)| *other != one);
        let others = others.map(|(_, other)| Logic::not(other.clone()));
        Logic::all(std::iter::once(part.clone()).chain(others))
    }))
}
