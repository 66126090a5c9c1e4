//! The `events` section: every statement is a condition on the event it speaks of, a binding of a
//! placeholder, or a join.

use std::collections::BTreeSet;

use rule::{Diagnostic, Logic, Loss, Operator, Predicate, Reason, Span};

use super::ast::{Comparison, Kind, Mode, Node};
use super::functions;
use super::origin::{Meaning, Origin, Placeholders, Share};

/// Lowers statements. `None` from its methods is a condition that compares no field with a value: a binding,
/// a join, an order in time.
pub(super) struct Lowering<'r> {
    /// The rule's text.
    pub(super) text: &'r str,
    /// Its placeholders.
    pub(super) placeholders: &'r Placeholders,
    /// Losses so far.
    pub(super) losses: BTreeSet<Loss>,
    /// Remarks so far.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Pairs of fields of two events that must be equal.
    pub(super) joins: Vec<(Origin, Origin)>,
}

/// A comparison of one field: what is lost from it and where it stands.
struct Place {
    folded: bool,
    span: Span,
}

impl Lowering<'_> {
    /// A clause that is not decoded, with a remark.
    pub(super) fn opaque(&mut self, span: Span, why: Reason) -> Logic {
        self.diagnostics.push(Diagnostic::warning(span, why.explain()));
        Logic::opaque(span.text(self.text).unwrap_or_default(), why, span)
    }

    fn relative(&mut self) -> Option<Logic> {
        self.losses.insert(Loss::Relative);
        None
    }

    /// Lowers a statement.
    pub(super) fn condition(&mut self, node: &Node, folded: bool) -> Option<Logic> {
        let place = Place {
            folded,
            span: node.span,
        };
        match &node.kind {
            Kind::All(parts) => {
                let parts: Vec<Logic> = parts
                    .iter()
                    .filter_map(|part| self.condition(part, folded))
                    .collect();
                (!parts.is_empty()).then(|| Logic::all(parts))
            }
            Kind::Any(parts) => self.any(parts, folded),
            Kind::Not(inner) => {
                let inner = self.condition(inner, folded);
                if inner.is_none() {
                    self.losses.insert(Loss::Relative);
                }
                inner.map(|inner| negated(inner, node.span))
            }
            Kind::NoCase(inner) => self.condition(inner, true),
            Kind::Compare(sign, left, right) => self.compare(*sign, left, right, &place),
            Kind::In(mode, left, right) => self.member(*mode, left, right, &place),
            Kind::Call(name, arguments) => self.call(name, arguments, &place),
            Kind::Path(..) | Kind::Every(..) => self.on(node, &place, |field| {
                Predicate::new(field, Operator::Eq, ["true"], place.span)
            }),
            Kind::Literal(truth) if truth == "true" => Some(Logic::TRUE),
            _ => Some(self.opaque(node.span, Reason::Unsupported)),
        }
    }

    /// Where a part compares no field with a value, leaving it out changes what the others say.
    fn any(&mut self, parts: &[Node], folded: bool) -> Option<Logic> {
        let lowered: Vec<Logic> = parts
            .iter()
            .filter_map(|part| self.condition(part, folded))
            .collect();
        if lowered.len() < parts.len() {
            self.losses.insert(Loss::Relative);
        }
        (!lowered.is_empty()).then(|| Logic::any(lowered))
    }

    fn compare(&mut self, sign: Comparison, left: &Node, right: &Node, place: &Place) -> Option<Logic> {
        if is_value(left) && !is_value(right) {
            return self.compare(sign.mirrored(), right, left, place);
        }
        self.note_every(left, sign == Comparison::Unequal);
        let span = place.span;
        let (sign, unequal) = match sign {
            Comparison::Unequal => (Comparison::Equal, true),
            sign => (sign, false),
        };
        let positive = match &right.kind {
            Kind::Regex(regex) => self.regex(left, regex, place),
            Kind::List(name) => self.lookup(left, name, place),
            _ => match literal(right) {
                Some(text) => self.with_literal(left, operator(sign), text, place, unequal),
                None if unequal => return self.unequal(left, right, place),
                None => self.between(sign, left, right, span),
            },
        };
        if unequal {
            positive.map(|positive| negated(positive, span))
        } else {
            positive
        }
    }

    fn regex(&mut self, left: &Node, regex: &str, place: &Place) -> Option<Logic> {
        let folds_itself = regex.starts_with("(?i)");
        let place = Place {
            folded: place.folded || folds_itself,
            span: place.span,
        };
        self.on(left, &place, |field| {
            Predicate::new(field, Operator::RegexMatch, [regex], place.span)
        })
    }

    fn lookup(&mut self, left: &Node, name: &str, place: &Place) -> Option<Logic> {
        self.on(left, place, |field| {
            Predicate::new(field, Operator::Lookup, [name], place.span)
        })
    }

    fn with_literal(
        &mut self,
        left: &Node,
        op: Operator,
        text: String,
        place: &Place,
        unequal: bool,
    ) -> Option<Logic> {
        if let Kind::Call(name, arguments) = &left.kind
            && functions::condition(name).is_some()
            && matches!(text.as_str(), "true" | "false")
        {
            let holds = self.call(name, arguments, place);
            return if text == "true" {
                holds
            } else {
                holds.map(Logic::not)
            };
        }
        if let Meaning::Length(origin) = self.placeholders.meaning(left) {
            return Some(Logic::Pred(Predicate::length(origin.field, op, text, place.span)));
        }
        let assigns = matches!(left.kind, Kind::Name(_)) && op == Operator::Eq && !unequal;
        if assigns && self.placeholders.meaning(left) == Meaning::Unbound {
            return None;
        }
        self.on(left, place, |field| Predicate::new(field, op, [text], place.span))
    }

    /// Builds a predicate on the field a value comes from.
    fn on(&mut self, value: &Node, place: &Place, build: impl FnOnce(String) -> Predicate) -> Option<Logic> {
        match self.placeholders.meaning(value) {
            Meaning::Field(origin) => match origin.share {
                Share::Computed => Some(self.opaque(place.span, Reason::Computed)),
                share => {
                    self.note(share);
                    let cased = !place.folded && !origin.folded;
                    Some(Logic::Pred(build(origin.field).case_sensitive(cased)))
                }
            },
            Meaning::Time => self.relative(),
            Meaning::Unbound => Some(self.opaque(place.span, Reason::Undefined)),
            Meaning::Length(_) | Meaning::Other => Some(self.opaque(place.span, Reason::Computed)),
        }
    }

    fn note(&mut self, share: Share) {
        if let Share::Lossy(loss) = share {
            self.losses.insert(loss);
        }
    }

    /// "Some element is" and "no element is" are what a predicate says; `all f = v` and `any f != v` say more.
    fn note_every(&mut self, left: &Node, unequal: bool) {
        if let Kind::Every(all, _) = left.kind
            && all != unequal
        {
            self.losses.insert(Loss::LoopAsExists);
        }
    }

    /// `a != b`, neither being a literal.
    fn unequal(&mut self, left: &Node, right: &Node, place: &Place) -> Option<Logic> {
        let meanings = (self.placeholders.meaning(left), self.placeholders.meaning(right));
        let (Meaning::Field(a), Meaning::Field(b)) = meanings else {
            return self.relative();
        };
        if a.event != b.event || a.is_time() || b.is_time() {
            return self.relative();
        }
        Some(Logic::not(self.same_value(&a, &b, place.span)))
    }

    /// `a = b` or an ordered comparison, neither being a literal.
    fn between(&mut self, sign: Comparison, left: &Node, right: &Node, span: Span) -> Option<Logic> {
        let binds = [left, right]
            .iter()
            .any(|side| matches!(side.kind, Kind::Name(_)));
        if binds && sign == Comparison::Equal {
            return None;
        }
        let meanings = (self.placeholders.meaning(left), self.placeholders.meaning(right));
        match meanings {
            (Meaning::Field(a), Meaning::Field(b)) if a.event != b.event => {
                if sign == Comparison::Equal {
                    self.joins.push((a, b));
                    return None;
                }
                self.relative()
            }
            (Meaning::Field(a), Meaning::Field(b)) if a.is_time() || b.is_time() => self.relative(),
            (Meaning::Field(a), Meaning::Field(b)) if sign == Comparison::Equal => {
                Some(self.same_value(&a, &b, span))
            }
            (Meaning::Time, _) | (_, Meaning::Time) => self.relative(),
            _ => Some(self.opaque(span, Reason::Computed)),
        }
    }

    /// Two fields of one event have the same value.
    fn same_value(&mut self, a: &Origin, b: &Origin, span: Span) -> Logic {
        if a.share == Share::Computed || b.share == Share::Computed {
            return self.opaque(span, Reason::Computed);
        }
        self.note(a.share);
        self.note(b.share);
        let predicate = Predicate::new(&a.field, Operator::FieldEq, [&b.field], span);
        Logic::Pred(predicate.case_sensitive(!a.folded && !b.folded))
    }

    fn member(&mut self, mode: Mode, left: &Node, right: &Node, place: &Place) -> Option<Logic> {
        self.note_every(left, false);
        let items = match &right.kind {
            Kind::List(name) => return self.lookup(left, name, place),
            Kind::Values(items) => items.as_slice(),
            _ => std::slice::from_ref(right),
        };
        let op = match mode {
            Mode::Equal => Operator::Eq,
            Mode::Regex => Operator::RegexMatch,
            Mode::Cidr => Operator::CidrMatch,
        };
        let values: Option<Vec<String>> = items.iter().map(value).collect();
        match values {
            Some(values) if !values.is_empty() => {
                self.on(left, place, |field| Predicate::new(field, op, values, place.span))
            }
            _ if literal(left).is_some() => self.compare(Comparison::Equal, left, right, place),
            _ => Some(self.opaque(place.span, Reason::Computed)),
        }
    }

    fn call(&mut self, name: &str, arguments: &[Node], place: &Place) -> Option<Logic> {
        let (Some(op), [subject, object, ..]) = (functions::condition(name), arguments) else {
            return Some(self.opaque(place.span, Reason::Unsupported));
        };
        match &object.kind {
            Kind::List(list) => self.lookup(subject, list, place),
            _ => match value(object) {
                Some(regex) if op == Operator::RegexMatch => self.regex(subject, &regex, place),
                Some(text) => self.on(subject, place, |field| {
                    Predicate::new(field, op, [text], place.span)
                }),
                None => Some(self.opaque(place.span, Reason::Computed)),
            },
        }
    }
}

/// The negation of what stands at a place; the text of an undecoded clause says it already.
fn negated(logic: Logic, span: Span) -> Logic {
    match logic {
        Logic::Opaque(opaque) if opaque.span == span => Logic::Opaque(opaque),
        other => Logic::not(other),
    }
}

fn operator(sign: Comparison) -> Operator {
    match sign {
        Comparison::Equal | Comparison::Unequal => Operator::Eq,
        Comparison::Order(op) => op,
    }
}

fn is_value(node: &Node) -> bool {
    matches!(node.kind, Kind::Regex(_) | Kind::List(_)) || literal(node).is_some()
}

/// The text of a literal, also of one whose case a function changes.
pub(super) fn literal(node: &Node) -> Option<String> {
    match &node.kind {
        Kind::Literal(text) => Some(text.clone()),
        Kind::NoCase(inner) => literal(inner),
        Kind::Call(name, arguments) => match (name.as_str(), arguments.as_slice()) {
            ("strings.to_lower", [only]) => Some(literal(only)?.to_lowercase()),
            ("strings.to_upper", [only]) => Some(literal(only)?.to_uppercase()),
            _ => None,
        },
        _ => None,
    }
}

fn value(node: &Node) -> Option<String> {
    match &node.kind {
        Kind::Regex(regex) => Some(regex.clone()),
        _ => literal(node),
    }
}
