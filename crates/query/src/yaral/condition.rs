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

impl Verdict {
    fn is_only_thresholds(&self) -> bool {
        let says_else =
            self.union || self.any_threshold || !self.absent.is_empty() || !self.unread.is_empty();
        !says_else && !self.thresholds.is_empty()
    }

    fn extend(&mut self, other: Verdict) {
        self.absent.extend(other.absent);
        self.thresholds.extend(other.thresholds);
        self.union |= other.union;
        self.any_threshold |= other.any_threshold;
        self.unread.extend(other.unread);
    }
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
            Kind::All(parts) | Kind::Any(parts) => match matches!(node.kind, Kind::Any(_)) != negated {
                true => self.alternatives(parts, negated),
                false => parts.iter().for_each(|part| self.read(part, negated)),
            },
            Kind::Of(every, parts) => match every {
                true => parts.iter().for_each(|part| self.read(part, negated)),
                false => self.alternatives(parts, negated),
            },
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

    /// Parts of which one suffices. Thresholds alone can be said so; beside events they are a list.
    fn alternatives(&mut self, parts: &[Node], negated: bool) {
        let is_event = |part: &Node| matches!(&part.kind, Kind::Name(name) if self.events.contains(name));
        let (some_event, only_events) = (parts.iter().any(is_event), parts.iter().all(is_event));
        let union = parts.len() == self.events.len() && only_events;
        let outside = std::mem::take(&mut self.verdict);
        let each: Vec<Verdict> = parts
            .iter()
            .map(|part| {
                self.read(part, negated);
                std::mem::take(&mut self.verdict)
            })
            .collect();
        self.verdict = outside;
        let only = each.iter().map(|verdict| {
            let alone = !some_event && verdict.is_only_thresholds();
            alone.then(|| verdict.thresholds.clone())
        });
        match Threshold::joined(false, only) {
            Some(thresholds) => self.verdict.thresholds.extend(thresholds),
            None => {
                each.into_iter().for_each(|verdict| self.verdict.extend(verdict));
                self.verdict.union |= union;
                self.verdict.any_threshold |= !only_events;
            }
        }
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
