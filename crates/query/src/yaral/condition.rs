//! The `condition` section: which events must happen, how often, and which must not.

use std::collections::{BTreeMap, BTreeSet};

use rule::{Operator, Reason, Span, Threshold};

use super::ast::{Comparison, Kind, Node};
use super::events::literal;
use super::functions;
use super::origin::{Meaning, Placeholders};

/// What the condition says.
#[derive(Debug, Default)]
pub(super) struct Verdict {
    /// Events that must not happen.
    pub(super) absent: BTreeSet<String>,
    /// Conditions on how often or how many.
    pub(super) thresholds: Vec<Threshold>,
    /// Whether one of several events suffices.
    pub(super) union: bool,
    /// Whether one of several thresholds suffices.
    pub(super) any_threshold: bool,
    /// What could not be read.
    pub(super) unread: Vec<(Span, Reason)>,
}

/// Reads a condition.
pub(super) struct Reader<'r> {
    /// The events of the rule.
    pub(super) events: &'r BTreeSet<String>,
    /// Its placeholders.
    pub(super) placeholders: &'r Placeholders,
    /// Its outcome variables.
    pub(super) outcome: &'r BTreeMap<&'r str, &'r Node>,
    /// Grouping fields.
    pub(super) by: &'r [String],
    /// The window.
    pub(super) within: Option<&'r String>,
    /// What was found.
    pub(super) verdict: Verdict,
}

impl Reader<'_> {
    /// Reads an expression of the section.
    pub(super) fn read(&mut self, node: &Node, negated: bool) {
        match &node.kind {
            Kind::All(parts) | Kind::Any(parts) => {
                if matches!(node.kind, Kind::Any(_)) != negated {
                    self.alternatives(parts);
                }
                parts.iter().for_each(|part| self.read(part, negated));
            }
            Kind::Of(every, parts) => {
                if !every {
                    self.alternatives(parts);
                }
                parts.iter().for_each(|part| self.read(part, negated));
            }
            Kind::Not(inner) => self.read(inner, !negated),
            Kind::NoCase(inner) => self.read(inner, negated),
            // An event, if only one whose statements could not be read.
            Kind::Name(name) if !self.outcome.contains_key(name.as_str()) => {
                if negated {
                    self.verdict.absent.insert(name.clone());
                }
            }
            Kind::Compare(sign, left, right) => match (literal(left), literal(right)) {
                (None, Some(number)) => self.compare(*sign, left, number, node.span, negated),
                (Some(number), None) => self.compare(sign.mirrored(), right, number, node.span, negated),
                _ => self.unread(node, Reason::Aggregate),
            },
            Kind::Literal(truth) if truth == "true" => {}
            _ => self.unread(node, Reason::Aggregate),
        }
    }

    fn unread(&mut self, node: &Node, why: Reason) {
        self.verdict.unread.push((node.span, why));
    }

    fn alternatives(&mut self, parts: &[Node]) {
        let is_event = |part: &Node| matches!(&part.kind, Kind::Name(name) if self.events.contains(name));
        self.verdict.union |= parts.len() == self.events.len() && parts.iter().all(is_event);
        self.verdict.any_threshold |= !parts.iter().all(is_event);
    }

    fn compare(&mut self, sign: Comparison, left: &Node, number: String, span: Span, negated: bool) {
        let Some(op) = operator(sign, negated) else {
            let happens = matches!(left.kind, Kind::Count(_)) && number == "0";
            if !happens {
                self.verdict.unread.push((span, Reason::Aggregate));
            }
            return;
        };
        let (function, of) = match &left.kind {
            Kind::Count(name) => match occurrence(op, &number) {
                Some(true) => return,
                Some(false) if self.events.contains(name) => {
                    self.verdict.absent.insert(name.clone());
                    return;
                }
                _ => self.counted(name),
            },
            Kind::Name(name) => self.aggregated(name),
            _ => {
                self.verdict.unread.push((span, Reason::Aggregate));
                return;
            }
        };
        self.verdict.thresholds.push(Threshold {
            of,
            by: self.by.to_vec(),
            within: self.within.cloned(),
            ..Threshold::new(function, op, number, span)
        });
    }

    /// `#e` counts events, `#placeholder` distinct values.
    fn counted(&self, name: &str) -> (String, Option<String>) {
        if self.events.contains(name) {
            let of = (self.events.len() > 1).then(|| format!("${name}"));
            return ("count".to_owned(), of);
        }
        let field = self.placeholders.origins(name).first();
        let of = field.map_or_else(|| format!("${name}"), |origin| origin.field.clone());
        ("distinct_count".to_owned(), Some(of))
    }

    /// An outcome variable stands for its aggregate where that is over one field.
    fn aggregated(&self, name: &str) -> (String, Option<String>) {
        let expression = self.outcome.get(name);
        let field = |node: &Node| match self.placeholders.meaning(node) {
            Meaning::Field(origin) => Some(origin.field),
            _ => None,
        };
        let (function, of) = match expression.map(|node| &node.kind) {
            Some(Kind::Call(function, arguments)) => (
                functions::aggregate(function).unwrap_or("value"),
                arguments.first().and_then(field),
            ),
            _ => ("value", expression.and_then(|node| field(node))),
        };
        (function.to_owned(), of.or_else(|| Some(format!("${name}"))))
    }
}

/// Whether a count only says that something happens at all, or that it never does.
fn occurrence(op: Operator, number: &str) -> Option<bool> {
    match (op, number) {
        (Operator::Gt, "0") | (Operator::Gte, "1" | "0") => Some(true),
        (Operator::Eq | Operator::Lte, "0") | (Operator::Lt, "1") => Some(false),
        _ => None,
    }
}

/// The operator of a comparison that may be negated; `None` for one of inequality.
fn operator(sign: Comparison, negated: bool) -> Option<Operator> {
    match (sign, negated) {
        (Comparison::Equal, false) | (Comparison::Unequal, true) => Some(Operator::Eq),
        (Comparison::Equal, true) | (Comparison::Unequal, false) => None,
        (Comparison::Order(op), false) => Some(op),
        (Comparison::Order(op), true) => op.opposite(),
    }
}
