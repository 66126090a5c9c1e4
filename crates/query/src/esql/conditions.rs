//! Conditions of `where`, `eval`, `case` and aggregates, on whatever their columns stand for.

use std::rc::Rc;

use rule::{Logic, Loss, Operator, Predicate, Quantifier, Reason, Span};

use super::ast::{Comparison, Kind, Likeness, Node};
use super::columns::{Cases, Columns, Outcome, Source, Value};
use super::functions;
use super::tree::Tree;
use crate::Pattern;

/// Reads expressions against the columns made so far.
pub(super) struct Reader<'r> {
    /// The query.
    pub(super) text: &'r str,
    /// Its columns.
    pub(super) columns: &'r Columns,
    /// What `stats` groups by, while its aggregates are read.
    pub(super) by: Rc<Vec<String>>,
    /// The width of its time buckets.
    pub(super) within: Option<String>,
}

impl<'r> Reader<'r> {
    /// A reader outside `stats`.
    pub(super) fn new(text: &'r str, columns: &'r Columns) -> Self {
        Reader {
            text,
            columns,
            by: Rc::default(),
            within: None,
        }
    }

    fn opaque(&self, span: Span, why: Reason) -> Tree {
        let text = span.text(self.text).unwrap_or_default();
        Tree::Leaf(Logic::opaque(text, why, span), None)
    }

    /// What a node says as a condition.
    pub(super) fn condition(&self, node: &Node) -> Tree {
        let span = node.span;
        match &node.kind {
            Kind::All(parts) => Tree::All(parts.iter().map(|part| self.condition(part)).collect()),
            Kind::Any(parts) => Tree::Any(parts.iter().map(|part| self.condition(part)).collect()),
            Kind::Not(inner) => self.condition(inner).negated(),
            Kind::Compare(sign, left, right) => self.compare(*sign, left, right, span),
            Kind::In(left, items) => self.member(left, items, span),
            Kind::Like(likeness, left, patterns) => self.like(*likeness, left, patterns, span),
            Kind::Present(inner) => self.present(inner, span),
            Kind::Match(left, right) => self.call("match", &[left, right], span),
            Kind::Call(name, arguments) => match name.as_str() {
                "kql" | "qstr" => self.embedded(name, arguments, span),
                "case" => self.truth(node),
                "multi_match" => self.multi_match(arguments, span),
                "trange" => Tree::Silent(None),
                _ => self.call(name, &arguments.iter().collect::<Vec<_>>(), span),
            },
            Kind::Name(_) => self.truth(node),
            Kind::Literal(text) if text == "true" => Tree::TRUE,
            Kind::Literal(text) if text == "false" => Tree::Any(Vec::new()),
            Kind::Parameter(name) => self.parameter(name, span),
            _ => self.opaque(span, Reason::Computed),
        }
    }

    fn parameter(&self, name: &str, span: Span) -> Tree {
        Tree::Leaf(
            Logic::Pred(Predicate::new("", Operator::Lookup, [name], span)),
            None,
        )
    }

    /// A column or a call as a condition of its own.
    fn truth(&self, node: &Node) -> Tree {
        match self.value(node) {
            Value::Condition(shared) => Tree::Shared(shared),
            value => self.with_literal(value, Comparison::Equal, "true", node.span),
        }
    }

    fn compare(&self, sign: Comparison, left: &Node, right: &Node, span: Span) -> Tree {
        if let Kind::Parameter(name) = &right.kind {
            let (field, op) = (self.value(left), Operator::Lookup);
            return self.on(field, span, |field| Predicate::new(field, op, [name], span));
        }
        match (self.value(left), self.value(right)) {
            (Value::Literal(left), right @ Value::Literal(_)) => {
                self.with_literal(right, mirrored(sign), &left, span)
            }
            (Value::Literal(text), value) => self.with_literal(value, mirrored(sign), &text, span),
            (value, Value::Literal(text)) => self.with_literal(value, sign, &text, span),
            (Value::Time(_), Value::Time(_)) => Tree::Silent(time_loss(left, right)),
            (value, Value::Null) | (Value::Null, value) => self.exists(value, span).negated(),
            (left, right) => self.between(sign, left, right, span),
        }
    }

    fn with_literal(&self, value: Value, sign: Comparison, text: &str, span: Span) -> Tree {
        let op = operator(sign);
        match value {
            Value::Length(source) => Tree::Leaf(
                Logic::Pred(Predicate::length(source.field, op, text, span)),
                source.loss,
            ),
            Value::Aggregate(aggregate) => Tree::Aggregate(aggregate, op, text.to_owned(), span),
            Value::Condition(shared) if matches!(text, "true" | "false") && op == Operator::Eq => {
                let tree = Tree::Shared(shared);
                if text == "true" { tree } else { tree.negated() }
            }
            Value::Cases(cases) => self.cases(&cases, span, |outcome| match outcome {
                Outcome::Literal(own) => holds(own, sign, text),
                Outcome::Null => Some(false),
                Outcome::Other => None,
            }),
            value if sign == Comparison::Alike => {
                self.on(value, span, |field| Predicate::new(field, op, [text], span))
            }
            value => self.on(value, span, |field| {
                Predicate::new(field, op, [text], span).case_sensitive(true)
            }),
        }
    }

    fn cases(&self, cases: &Cases, span: Span, test: impl Fn(&Outcome) -> Option<bool>) -> Tree {
        match cases.when(test) {
            Some((tree, None)) => tree,
            Some((tree, loss)) => Tree::All(vec![Tree::Silent(loss), tree]),
            None => self.opaque(span, Reason::Computed),
        }
    }

    /// A predicate on the field or the column a value stands for.
    fn on(&self, value: Value, span: Span, build: impl FnOnce(String) -> Predicate) -> Tree {
        match value {
            Value::Field(source) => {
                let mut predicate = build(source.field);
                predicate.case_sensitive &= !source.folded;
                Tree::Leaf(Logic::Pred(predicate), source.loss)
            }
            Value::Derived(Some(column)) => Tree::Leaf(Logic::Pred(build(column)), Some(Loss::Derived)),
            Value::Aggregate(aggregate) => {
                Tree::Leaf(Logic::Pred(build(aggregate.column.clone())), Some(Loss::Derived))
            }
            Value::Foreign => Tree::Silent(Some(Loss::Derived)),
            Value::Time(_) => Tree::Silent(Some(Loss::Relative)),
            Value::Literal(text) if text.is_empty() => Tree::TRUE,
            _ => self.opaque(span, Reason::Computed),
        }
    }

    /// Two values, neither of them a constant.
    fn between(&self, sign: Comparison, left: Value, right: Value, span: Span) -> Tree {
        match (left, right) {
            (Value::Field(a), Value::Field(b)) if matches!(sign, Comparison::Equal | Comparison::Alike) => {
                let cased = sign == Comparison::Equal && !a.folded && !b.folded;
                let predicate = Predicate::new(a.field, Operator::FieldEq, [b.field], span);
                Tree::Leaf(Logic::Pred(predicate.case_sensitive(cased)), a.loss.or(b.loss))
            }
            (Value::Foreign, _) | (_, Value::Foreign) => Tree::Silent(Some(Loss::Derived)),
            (Value::Field(_), Value::Field(_)) => self.opaque(span, Reason::Computed),
            (left, right) if has_name(&left) || has_name(&right) => Tree::Silent(Some(Loss::Relative)),
            _ => self.opaque(span, Reason::Computed),
        }
    }

    fn member(&self, left: &Node, items: &[Node], span: Span) -> Tree {
        // `true in (a, b)` holds if one of them does.
        if matches!(&left.kind, Kind::Literal(text) if text == "true") {
            return Tree::Any(items.iter().map(|item| self.condition(item)).collect());
        }
        let values: Vec<Value> = items.iter().map(|item| self.value(item)).collect();
        let literals: Option<Vec<String>> = values.iter().map(literal).collect();
        let Some(literals) = literals else {
            let each = items
                .iter()
                .map(|item| self.compare(Comparison::Equal, left, item, span));
            return Tree::Any(each.collect());
        };
        match self.value(left) {
            Value::Cases(cases) => self.cases(&cases, span, |outcome| match outcome {
                Outcome::Literal(own) => Some(literals.contains(own)),
                Outcome::Null => Some(false),
                Outcome::Other => None,
            }),
            Value::Length(source) => Tree::Any(
                literals
                    .iter()
                    .map(|text| {
                        self.with_literal(Value::Length(source.clone()), Comparison::Equal, text, span)
                    })
                    .collect(),
            ),
            value => self.on(value, span, |field| {
                Predicate::new(field, Operator::Eq, literals, span).case_sensitive(true)
            }),
        }
    }

    fn like(&self, likeness: Likeness, left: &Node, patterns: &[Node], span: Span) -> Tree {
        let texts: Option<Vec<String>> = patterns
            .iter()
            .map(|pattern| literal(&self.value(pattern)))
            .collect();
        let Some(texts) = texts else {
            let names = patterns.iter().filter_map(|pattern| match &pattern.kind {
                Kind::Parameter(name) => Some(name.clone()),
                _ => None,
            });
            let names: Vec<String> = names.collect();
            return match names.is_empty() {
                true => self.opaque(span, Reason::Computed),
                false => self.on(self.value(left), span, |field| {
                    Predicate::new(field, Operator::Lookup, names, span)
                }),
            };
        };
        let value = self.value(left);
        if likeness == Likeness::Regex {
            return self.on(value, span, |field| {
                Predicate::new(field, Operator::RegexMatch, texts, span).case_sensitive(true)
            });
        }
        let Some(Source { field, folded, loss }) = self.subject(&value) else {
            return self.on(value, span, |field| {
                Predicate::new(field, Operator::Wildcard, texts, span)
            });
        };
        let patterns: Vec<Pattern> = texts.iter().map(|text| glob(text)).collect();
        Tree::Leaf(
            Pattern::fold_all(&field, &patterns, Quantifier::Any, !folded, |_| span),
            loss,
        )
    }

    /// The field or column a value stands for.
    fn subject(&self, value: &Value) -> Option<Source> {
        let column = |name: &String| Source {
            field: name.clone(),
            folded: false,
            loss: Some(Loss::Derived),
        };
        match value {
            Value::Field(source) => Some(source.clone()),
            Value::Derived(Some(name)) => Some(column(name)),
            Value::Aggregate(aggregate) => Some(column(&aggregate.column)),
            _ => None,
        }
    }

    fn present(&self, inner: &Node, span: Span) -> Tree {
        self.exists(self.value(inner), span)
    }

    fn exists(&self, value: Value, span: Span) -> Tree {
        match value {
            Value::Cases(cases) => {
                let other = cases
                    .branches
                    .iter()
                    .any(|(_, outcome)| *outcome == Outcome::Other);
                let loss = other.then_some(Loss::Branch);
                let tree = self.cases(&cases, span, |outcome| Some(*outcome != Outcome::Null));
                Tree::All(vec![Tree::Silent(loss), tree])
            }
            Value::Length(source) => {
                self.on(Value::Field(source), span, |field| Predicate::exists(field, span))
            }
            Value::Literal(_) | Value::Condition(_) => Tree::TRUE,
            value => self.on(value, span, |field| Predicate::exists(field, span)),
        }
    }

    fn call(&self, name: &str, arguments: &[&Node], span: Span) -> Tree {
        let (Some(op), [subject, objects @ ..]) = (functions::condition(name), arguments) else {
            return match functions::effect(name) {
                Some(_) => self.opaque(span, Reason::Computed),
                None => self.opaque(span, Reason::Unsupported),
            };
        };
        let mut literals = Vec::new();
        for object in objects {
            match &object.kind {
                Kind::List(items) => {
                    literals.extend(items.iter().filter_map(|item| literal(&self.value(item))))
                }
                _ => literals.extend(literal(&self.value(object))),
            }
        }
        if literals.is_empty() {
            return self.opaque(span, Reason::Computed);
        }
        let every = name == "mv_contains" && literals.len() > 1;
        let quantifier = if every { Quantifier::All } else { Quantifier::Any };
        let cased = !matches!(op, Operator::Match | Operator::CidrMatch);
        self.on(self.value(subject), span, |field| {
            Predicate::new(field, op, literals, span)
                .quantified(quantifier)
                .case_sensitive(cased)
        })
    }

    /// `multi_match("words", a, b)`.
    fn multi_match(&self, arguments: &[Node], span: Span) -> Tree {
        let [words, fields @ ..] = arguments else {
            return self.opaque(span, Reason::Unsupported);
        };
        let fields = fields.iter().filter(|field| field.kind != Kind::Filler);
        Tree::Any(
            fields
                .map(|field| self.call("match", &[field, words], span))
                .collect(),
        )
    }
}

/// Whether a value is a column of its own, and so a reader can tell what is compared.
fn has_name(value: &Value) -> bool {
    matches!(
        value,
        Value::Aggregate(_) | Value::Time(_) | Value::Derived(Some(_))
    )
}

/// The text of a constant.
fn literal(value: &Value) -> Option<String> {
    match value {
        Value::Literal(text) => Some(text.clone()),
        _ => None,
    }
}

/// A LIKE pattern: `\*`, `\?` and `\\` stand for themselves.
fn glob(text: &str) -> Pattern {
    let mut pattern = Pattern::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next_if(|next| matches!(next, '*' | '?' | '\\')) {
                Some(escaped) => pattern.push(escaped),
                None => pattern.push('\\'),
            },
            '*' => pattern.push_any_run(),
            '?' => pattern.push_any_one(),
            c => pattern.push(c),
        }
    }
    pattern
}

fn operator(sign: Comparison) -> Operator {
    match sign {
        Comparison::Equal | Comparison::Alike => Operator::Eq,
        Comparison::Less => Operator::Lt,
        Comparison::LessOrEqual => Operator::Lte,
        Comparison::Greater => Operator::Gt,
        Comparison::GreaterOrEqual => Operator::Gte,
    }
}

fn mirrored(sign: Comparison) -> Comparison {
    match sign {
        Comparison::Less => Comparison::Greater,
        Comparison::LessOrEqual => Comparison::GreaterOrEqual,
        Comparison::Greater => Comparison::Less,
        Comparison::GreaterOrEqual => Comparison::LessOrEqual,
        same => same,
    }
}

/// Whether one constant compares so with another; `None` where that takes numbers and they are none.
fn holds(left: &str, sign: Comparison, right: &str) -> Option<bool> {
    if sign == Comparison::Equal {
        return Some(left == right);
    }
    let (left, right): (f64, f64) = (left.parse().ok()?, right.parse().ok()?);
    Some(match sign {
        Comparison::Less => left < right,
        Comparison::LessOrEqual => left <= right,
        Comparison::Greater => left > right,
        Comparison::GreaterOrEqual => left >= right,
        Comparison::Equal | Comparison::Alike => (left - right).abs() < f64::EPSILON,
    })
}

/// When an event was is plumbing; any other comparison of times is a condition that is not shown.
fn time_loss(left: &Node, right: &Node) -> Option<Loss> {
    let is_event_time = |node: &Node| matches!(&node.kind, Kind::Name(name) if name == "@timestamp");
    (!is_event_time(left) && !is_event_time(right)).then_some(Loss::Relative)
}
