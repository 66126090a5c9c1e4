//! One line of a map: a field, its modifiers and its values.

use rule::{Logic, Loss, Operator, Predicate, Quantifier, Reason, Span};

use super::modifier::{Kind, Modifiers};
use super::notes::{Notes, written};
use super::value::{literal, pattern, placeholders};
use crate::Pattern;
use crate::yaml::{Node, Value};

/// A key taken apart, with its values in one flat list.
struct Item<'a> {
    field: String,
    modifiers: Modifiers<'a>,
    values: Vec<&'a Node>,
    /// From the key to the last value.
    span: Span,
}

/// The condition of `field|modifiers: values`.
pub(super) fn item(key: &Node, value: &Node, notes: &mut Notes) -> Logic {
    let refuse = |notes: &mut Notes, why, message: &str| {
        let text = format!("{}: {}", written(key), written(value));
        notes.refuse(text, why, key.span, message)
    };
    let name = match &key.value {
        Value::Scalar { text, .. } => text.as_str(),
        Value::Null => "",
        _ => return refuse(notes, Reason::Syntax, "a field name is a string"),
    };
    let (field, modifiers) = Modifiers::read(name);
    let mut values = Vec::new();
    if !flatten(value, &mut values) {
        return refuse(notes, Reason::Syntax, "a field's values are no map");
    }
    if values.is_empty() {
        return refuse(notes, Reason::Syntax, "the field has no values");
    }
    if let Some(unknown) = modifiers.unknown {
        let message = format!("`{unknown}` is not a modifier");
        return refuse(notes, Reason::Unsupported, &message);
    }
    let field = match modifiers.date_part {
        Some(part) => format!("{field}|{part}"),
        None => field.to_owned(),
    };
    let span = key.span.to(place(&values));
    let negated = modifiers.negated;
    let logic = Item {
        field,
        modifiers,
        values,
        span,
    }
    .lower(notes);
    if negated { Logic::not(logic) } else { logic }
}

/// The condition of values without a field.
pub(super) fn keywords(values: Vec<&Node>, notes: &mut Notes) -> Logic {
    let span = place(&values);
    let item = Item {
        field: String::new(),
        modifiers: Modifiers::default(),
        values,
        span,
    };
    item.lower(notes)
}

/// Collects scalars and nulls; `false` if there is a map among them.
fn flatten<'a>(node: &'a Node, into: &mut Vec<&'a Node>) -> bool {
    match &node.value {
        Value::List(items) => items.iter().all(|item| flatten(item, into)),
        Value::Map(_) => false,
        _ => {
            into.push(node);
            true
        }
    }
}

/// The range from the first to the last node.
fn place(nodes: &[&Node]) -> Span {
    nodes.iter().fold(Span::NONE, |span, node| span.to(node.span))
}

impl Item<'_> {
    fn lower(&self, notes: &mut Notes) -> Logic {
        match self.modifiers.kind {
            Kind::Exists => self.exists(),
            Kind::Regex => self.regexes(),
            Kind::Network => self.plain(Operator::CidrMatch),
            Kind::Number(op) => self.plain(op),
            Kind::Field => {
                if self.modifiers.is_part() {
                    notes.losses.insert(Loss::PartOfValue);
                }
                self.plain(Operator::FieldEq)
            }
            Kind::Placeholder => self.placeholders(notes),
            Kind::Text => {
                if self.modifiers.encoded {
                    notes.losses.insert(Loss::Encoded);
                }
                self.texts(&self.values, notes)
            }
        }
    }

    fn quantifier(&self) -> Quantifier {
        if self.modifiers.all {
            Quantifier::All
        } else {
            Quantifier::Any
        }
    }

    fn join(&self, parts: Vec<Logic>) -> Logic {
        match self.quantifier() {
            Quantifier::Any => Logic::any(parts),
            Quantifier::All => Logic::all(parts),
        }
    }

    /// One predicate over the values as they are.
    fn predicate(&self, op: Operator, values: Vec<String>) -> Predicate {
        let quantifier = if values.len() > 1 {
            self.quantifier()
        } else {
            Quantifier::Any
        };
        Predicate::new(self.field.as_str(), op, values, self.span)
            .quantified(quantifier)
            .case_sensitive(self.modifiers.cased)
    }

    fn plain(&self, op: Operator) -> Logic {
        let values = self.values.iter().map(|node| literal(node).unwrap_or_default());
        Logic::Pred(self.predicate(op, values.collect()))
    }

    fn exists(&self) -> Logic {
        let wanted = |node: &&Node| literal(node).is_some_and(|text| !text.eq_ignore_ascii_case("false"));
        let exists = Logic::Pred(self.predicate(Operator::Exists, Vec::new()));
        if self.values.iter().all(wanted) {
            exists
        } else {
            Logic::not(exists)
        }
    }

    /// Case matters unless the modifier `i` or a leading inline flag says otherwise.
    fn regexes(&self) -> Logic {
        let flags = &self.modifiers.flags;
        let texts = self.values.iter().map(|node| match node.text() {
            Some(text) if flags.is_empty() => text.to_owned(),
            Some(text) => format!("(?{flags}){text}"),
            None => String::new(),
        });
        let is_free = |text: &String| self.modifiers.ignore_case || has_ignore_case_flag(text);
        let (free, cased): (Vec<String>, Vec<String>) = texts.partition(is_free);
        let parts = [(cased, true), (free, false)]
            .into_iter()
            .filter(|(values, _)| !values.is_empty())
            .map(|(values, cased)| {
                let predicate = self.predicate(Operator::RegexMatch, values);
                Logic::Pred(predicate.case_sensitive(cased))
            });
        self.join(parts.collect())
    }

    /// `%name%` is a list that whoever runs the rule fills in; values without one are strings.
    fn placeholders(&self, notes: &mut Notes) -> Logic {
        let mut parts = Vec::new();
        let mut texts = Vec::new();
        for node in &self.values {
            let (names, is_whole) = placeholders(node.text().unwrap_or_default());
            if names.is_empty() {
                texts.push(*node);
                continue;
            }
            if !is_whole || self.modifiers.is_part() {
                notes.losses.insert(Loss::PartOfValue);
            }
            for name in names {
                let predicate = Predicate::new(self.field.as_str(), Operator::Lookup, [name], self.span)
                    .case_sensitive(self.modifiers.cased)
                    .via(Some(name));
                parts.push(Logic::Pred(predicate));
            }
        }
        if !texts.is_empty() {
            parts.push(self.texts(&texts, notes));
        }
        self.join(parts)
    }

    /// Strings with wildcards, and nulls among them.
    fn texts(&self, values: &[&Node], notes: &mut Notes) -> Logic {
        let mut patterns = Vec::new();
        let mut places = Vec::new();
        let mut has_null = false;
        for node in values {
            match literal(node) {
                Some(text) => {
                    let (before, after) = self.modifiers.open;
                    patterns.push(pattern(&text).anchored(!before, !after));
                    places.push(node.span);
                }
                None => has_null = true,
            }
        }
        let mut parts = Vec::new();
        if self.field.is_empty() && !patterns.is_empty() {
            let values = patterns.into_iter().map(keyword).collect();
            parts.push(Logic::Pred(self.predicate(Operator::Keyword, values)));
        } else if !patterns.is_empty() {
            let span = |indices: &[usize]| {
                let all = indices.len() == self.values.len();
                let place = indices.iter().fold(Span::NONE, |span, i| span.to(places[*i]));
                if all { self.span } else { place }
            };
            let cased = self.modifiers.cased;
            parts.push(Pattern::fold_all(
                &self.field,
                &patterns,
                self.quantifier(),
                cased,
                span,
            ));
        }
        if has_null && self.field.is_empty() {
            parts.push(notes.refuse("null", Reason::Syntax, self.span, "a keyword is no null"));
        } else if has_null {
            parts.push(Logic::not(Logic::Pred(
                self.predicate(Operator::Exists, Vec::new()),
            )));
        }
        self.join(parts)
    }
}

/// A keyword may stand anywhere, so wildcards at its ends say nothing.
fn keyword(pattern: Pattern) -> String {
    let (op, value) = pattern.anchored(false, false).fold();
    let value = value.unwrap_or_default();
    match op {
        Operator::Wildcard => {
            let value = value.strip_prefix('*').unwrap_or(&value);
            value.strip_suffix('*').unwrap_or(value).to_owned()
        }
        Operator::Exists => "*".to_owned(),
        _ => value,
    }
}

/// Whether a regular expression starts with inline flags for all of it that hold `i`.
fn has_ignore_case_flag(text: &str) -> bool {
    let flags = text.strip_prefix("(?").and_then(|rest| rest.split_once(')'));
    flags.is_some_and(|(flags, _)| flags.contains('i') && flags.bytes().all(|b| b.is_ascii_alphabetic()))
}
