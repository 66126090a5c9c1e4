//! Comparisons of values with constants and with one another, whatever the values stand for.

use rule::{Logic, Loss, Operator, Predicate, Reason, Span};

use super::ast::{Comparison, Kind, Node};
use super::columns::{Cases, Computed, Outcome, Source, Value};
use super::conditions::Reader;
use super::tree::Tree;

impl Reader<'_> {
    /// `a == b` and its like.
    pub(super) fn compare(&self, sign: Comparison, left: &Node, right: &Node, span: Span) -> Tree {
        if let Kind::Parameter(name) = &right.kind {
            let build = |field| Predicate::new(field, Operator::Lookup, [name], span);
            return self.on(self.value(left), span, build);
        }
        match (self.value(left), self.value(right)) {
            (Value::Literal(text), value) => self.with_literal(value, sign.mirrored(), &text, span),
            (value, Value::Literal(text)) => self.with_literal(value, sign, &text, span),
            (Value::Time(_), Value::Time(_)) => Tree::Silent(time_loss(left, right)),
            (value, Value::Null) | (Value::Null, value) => self.exists(value, span).negated(),
            (left, right) => self.between(sign, left, right, span),
        }
    }

    /// A value compared with a constant.
    pub(super) fn with_literal(&self, value: Value, sign: Comparison, text: &str, span: Span) -> Tree {
        let op = operator(sign);
        match value {
            Value::Length(source) => {
                let mut logic = Logic::Pred(Predicate::length(source.shown(), op, text, span));
                source.mark(&mut logic);
                Tree::Leaf(logic, source.loss)
            }
            Value::Aggregate(aggregate) => Tree::Aggregate(aggregate, op, text.to_owned(), span),
            Value::Condition(shared) => match (truth(sign, text), Tree::Shared(shared)) {
                (Some(true), tree) => tree,
                (Some(false), tree) => tree.negated(),
                (None, _) => self.opaque(span, Reason::Computed),
            },
            Value::Cases(cases) => {
                let test = |own: &str| holds(own, sign, text);
                let on = |field: &str| self.with_literal(Value::field(field), sign, text, span);
                self.cases(&cases, span, test, on)
            }
            Value::Literal(own) => match holds(&own, sign, text) {
                Some(true) => Tree::TRUE,
                Some(false) => Tree::FALSE,
                None => self.opaque(span, Reason::Computed),
            },
            Value::Null => Tree::FALSE,
            value => self.on(value, span, |field| {
                Predicate::new(field, op, [text], span).case_sensitive(sign != Comparison::Alike)
            }),
        }
    }

    /// When the result of a `case` satisfies a test: of constants, else of fields.
    pub(super) fn cases(
        &self,
        cases: &Cases,
        span: Span,
        test: impl Fn(&str) -> Option<bool>,
        on: impl Fn(&str) -> Tree,
    ) -> Tree {
        let constant = |outcome: &Outcome| match outcome {
            Outcome::Literal(own) => test(own),
            Outcome::Null => Some(false),
            Outcome::Field(_) | Outcome::Other => None,
        };
        match cases.when(constant) {
            Some((tree, None)) => tree,
            Some((tree, loss)) => Tree::All(vec![Tree::Silent(loss), tree]),
            None => {
                let fields = cases.when_field(constant, on);
                fields.unwrap_or_else(|| self.opaque(span, Reason::Computed))
            }
        }
    }

    /// A predicate on the field or the column a value stands for.
    pub(super) fn on(&self, value: Value, span: Span, build: impl FnOnce(String) -> Predicate) -> Tree {
        let leaf = |source: Source| {
            let mut predicate = build(source.shown().to_owned());
            predicate.case_sensitive &= !source.folded;
            let mut logic = Logic::Pred(predicate);
            source.mark(&mut logic);
            Tree::Leaf(logic, source.loss)
        };
        let derived = |name: &str, folded| Source {
            folded,
            loss: Some(Loss::Derived),
            ..Source::of(name)
        };
        match value {
            Value::Field(source) => leaf(source),
            Value::Derived(Computed {
                column: Some(column),
                folded,
            }) => leaf(derived(&column, folded)),
            Value::Aggregate(aggregate) => leaf(derived(&aggregate.column, false)),
            Value::Foreign => Tree::Silent(Some(Loss::Derived)),
            Value::Time(_) => Tree::Silent(Some(Loss::Relative)),
            _ => self.opaque(span, Reason::Computed),
        }
    }

    /// Two values, neither of them a constant.
    fn between(&self, sign: Comparison, left: Value, right: Value, span: Span) -> Tree {
        match (left, right) {
            (Value::Field(a), Value::Field(b)) if operator(sign) == Operator::Eq => {
                let cased = sign == Comparison::Equal && !a.folded && !b.folded;
                let predicate = Predicate::new(a.shown(), Operator::FieldEq, [b.shown()], span);
                let mut logic = Logic::Pred(predicate.case_sensitive(cased));
                a.mark(&mut logic);
                Tree::Leaf(logic, a.loss.or(b.loss))
            }
            (Value::Foreign, _) | (_, Value::Foreign) => Tree::Silent(Some(Loss::Derived)),
            (Value::Field(_), Value::Field(_)) => self.opaque(span, Reason::Computed),
            (left, right) if has_name(&left) || has_name(&right) => Tree::Silent(Some(Loss::Relative)),
            _ => self.opaque(span, Reason::Computed),
        }
    }

    /// `a is not null`.
    pub(super) fn exists(&self, value: Value, span: Span) -> Tree {
        match value {
            Value::Cases(cases) => {
                // A branch that yields something of the event is taken to yield it.
                let assumed = !cases.is_constant();
                let tree = cases.when(|outcome| Some(*outcome != Outcome::Null));
                let (tree, loss) = tree.unwrap_or((Tree::TRUE, None));
                let loss = loss.or(assumed.then_some(Loss::Branch));
                Tree::All(vec![Tree::Silent(loss), tree])
            }
            Value::Length(source) => self.exists(Value::Field(source), span),
            Value::Literal(_) | Value::Condition(_) => Tree::TRUE,
            Value::Null => Tree::FALSE,
            value => self.on(value, span, |field| Predicate::exists(field, span)),
        }
    }
}

fn operator(sign: Comparison) -> Operator {
    match sign {
        Comparison::Equal | Comparison::Alike => Operator::Eq,
        Comparison::Order(op) => op,
    }
}

/// Whether one constant compares so with another; `None` where that takes numbers and they are none.
fn holds(left: &str, sign: Comparison, right: &str) -> Option<bool> {
    match sign {
        Comparison::Equal | Comparison::Alike => Some(left == right),
        Comparison::Order(op) => op.orders(left.parse().ok()?, right.parse().ok()?),
    }
}

/// Whether a condition compared so with a constant holds or does not; as a number it is one or zero.
fn truth(sign: Comparison, text: &str) -> Option<bool> {
    let (yes, no) = match text {
        "true" | "false" => (holds("true", sign, text)?, holds("false", sign, text)?),
        _ => (holds("1", sign, text)?, holds("0", sign, text)?),
    };
    (yes != no).then_some(yes)
}

/// Whether a value is a column of its own, and so a reader can tell what is compared.
fn has_name(value: &Value) -> bool {
    match value {
        Value::Aggregate(_) | Value::Time(_) | Value::Cases(_) => true,
        Value::Derived(computed) => computed.column.is_some(),
        _ => false,
    }
}

/// When an event was is plumbing; any other comparison of times is a condition that is not shown.
fn time_loss(left: &Node, right: &Node) -> Option<Loss> {
    let is_event_time = |node: &Node| matches!(&node.kind, Kind::Name(name) if name == "@timestamp");
    (!is_event_time(left) && !is_event_time(right)).then_some(Loss::Relative)
}
