//! Conditions of `where`, `eval`, `case` and aggregates.

use std::rc::Rc;

use rule::{Logic, Loss, Operator, Predicate, Quantifier, Reason, Span};

use super::ast::{Comparison, Kind, Likeness, Node};
use super::columns::{Columns, Source, Value};
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

    /// A clause that is not decoded.
    pub(super) fn opaque(&self, span: Span, why: Reason) -> Tree {
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
            Kind::Present(inner) => self.exists(self.value(inner), span),
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
            Kind::Literal(text) if text == "false" => Tree::FALSE,
            _ => self.opaque(span, Reason::Computed),
        }
    }

    /// A column or a `case` as a condition of its own.
    fn truth(&self, node: &Node) -> Tree {
        self.with_literal(self.value(node), Comparison::Equal, "true", node.span)
    }

    fn member(&self, left: &Node, items: &[Node], span: Span) -> Tree {
        // `true in (a, b)` holds if one of them does.
        if matches!(&left.kind, Kind::Literal(text) if text == "true") {
            return Tree::Any(items.iter().map(|item| self.condition(item)).collect());
        }
        let values = items.iter().map(|item| self.value(item));
        let literals: Option<Vec<String>> = values.map(literal).collect();
        let Some(literals) = literals else {
            let each = items
                .iter()
                .map(|item| self.compare(Comparison::Equal, left, item, span));
            return Tree::Any(each.collect());
        };
        match self.value(left) {
            Value::Cases(cases) => {
                let test = |own: &str| Some(literals.iter().any(|literal| literal == own));
                let on = |field: &str| self.one_of(Value::field(field), &literals, span);
                self.cases(&cases, span, test, on)
            }
            value @ (Value::Length(_) | Value::Literal(_) | Value::Condition(_)) => {
                let each = literals
                    .iter()
                    .map(|text| self.with_literal(value.clone(), Comparison::Equal, text, span));
                Tree::Any(each.collect())
            }
            value => self.one_of(value, &literals, span),
        }
    }

    fn one_of(&self, value: Value, literals: &[String], span: Span) -> Tree {
        self.on(value, span, |field| {
            Predicate::new(field, Operator::Eq, literals, span).case_sensitive(true)
        })
    }

    fn like(&self, likeness: Likeness, left: &Node, patterns: &[Node], span: Span) -> Tree {
        let value = self.value(left);
        let texts: Option<Vec<String>> = patterns
            .iter()
            .map(|pattern| literal(self.value(pattern)))
            .collect();
        let Some(texts) = texts else {
            return match parameters(patterns) {
                Some(names) => self.on(value, span, |field| {
                    Predicate::new(field, Operator::Lookup, names, span)
                }),
                None => self.opaque(span, Reason::Computed),
            };
        };
        match subject(&value) {
            Some(source) if likeness == Likeness::Glob => {
                let patterns: Vec<Pattern> = texts.iter().map(|text| glob(text)).collect();
                let (name, cased) = (source.shown(), !source.folded);
                let mut logic = Pattern::fold_all(name, &patterns, Quantifier::Any, cased, |_| span);
                source.mark(&mut logic);
                Tree::Leaf(logic, source.loss)
            }
            _ => self.on(value, span, |field| {
                Predicate::new(field, Operator::RegexMatch, texts, span).case_sensitive(true)
            }),
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
                    literals.extend(items.iter().filter_map(|item| literal(self.value(item))))
                }
                _ => literals.extend(literal(self.value(object))),
            }
        }
        if literals.is_empty() {
            return self.opaque(span, Reason::Computed);
        }
        let every = name == "mv_contains" && literals.len() > 1;
        let quantifier = if every { Quantifier::All } else { Quantifier::Any };
        let cased = !matches!(op, Operator::Match | Operator::CidrMatch);
        self.on(self.value(subject), span, |field| {
            let predicate = Predicate::new(field, op, literals, span);
            predicate.quantified(quantifier).case_sensitive(cased)
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

/// The text of a constant.
fn literal(value: Value) -> Option<String> {
    match value {
        Value::Literal(text) => Some(text),
        _ => None,
    }
}

/// The names of the parameters among some nodes, if there are any.
fn parameters(nodes: &[Node]) -> Option<Vec<String>> {
    let names = nodes.iter().filter_map(|node| match &node.kind {
        Kind::Parameter(name) => Some(name.clone()),
        _ => None,
    });
    Some(names.collect()).filter(|names: &Vec<String>| !names.is_empty())
}

/// The field or column a value stands for.
fn subject(value: &Value) -> Option<Source> {
    let column = |name: &str, folded| Source {
        folded,
        loss: Some(Loss::Derived),
        ..Source::of(name)
    };
    match value {
        Value::Field(source) => Some(source.clone()),
        Value::Derived(computed) => Some(column(computed.column.as_deref()?, computed.folded)),
        Value::Aggregate(aggregate) => Some(column(&aggregate.column, false)),
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
