//! Expressions to values.

use std::rc::Rc;

use ruff_python_ast::{self as ast, Expr};

use rule::{Loss, Reason};

use super::cond::Cond;
use super::constant::Const;
use super::interpreter::{Frame, Interpreter};
use super::value::{Body, Field, Function, Value};

impl<'a> Interpreter<'a> {
    /// The value of an expression.
    pub(super) fn evaluate(&mut self, expr: &'a Expr, frame: &mut Frame<'a>) -> Value<'a> {
        if !self.enter() {
            self.stand_at(frame, expr);
            return self.unknown(Reason::ControlFlow);
        }
        let value = self.expression(expr, frame);
        self.leave();
        value
    }

    /// The condition under which an expression is true.
    pub(super) fn test(&mut self, expr: &'a Expr, frame: &mut Frame<'a>) -> Cond {
        let value = self.evaluate(expr, frame);
        self.stand_at(frame, expr);
        self.truth(&value)
    }

    fn expression(&mut self, expr: &'a Expr, frame: &mut Frame<'a>) -> Value<'a> {
        match expr {
            Expr::NoneLiteral(_) => Value::NONE(),
            Expr::BooleanLiteral(it) => Value::from(Const::Bool(it.value)),
            Expr::StringLiteral(it) => Value::from(Const::text(it.value.to_str())),
            Expr::BytesLiteral(it) => bytes(it),
            Expr::NumberLiteral(it) => self.number(it, frame),
            Expr::FString(it) => self.format(it, frame),
            Expr::Name(it) => {
                self.stand_at(frame, it);
                self.name(it.id.as_str(), frame)
            }
            Expr::List(it) => self.sequence(&it.elts, frame),
            Expr::Tuple(it) => self.sequence(&it.elts, frame),
            Expr::Set(it) => self.sequence(&it.elts, frame),
            Expr::Dict(it) => self.mapping(it, frame),
            Expr::UnaryOp(it) => self.unary(it, frame),
            Expr::BoolOp(it) => self.connective(it, frame),
            Expr::BinOp(it) => self.binary(it, frame),
            Expr::Compare(it) => self.comparison(it, frame),
            Expr::If(it) => self.conditional(it, frame),
            Expr::Named(it) => {
                let value = self.evaluate(&it.value, frame);
                self.bind(&it.target, value.clone(), frame);
                value
            }
            Expr::Attribute(it) => {
                let base = self.evaluate(&it.value, frame);
                self.stand_at(frame, it);
                self.attribute(&base, it.attr.as_str())
            }
            Expr::Subscript(it) => self.subscript(it, frame),
            Expr::Call(it) => self.call_expression(it, frame),
            Expr::Lambda(it) => Value::Function(Rc::new(Function {
                name: "lambda",
                module: frame.module,
                parameters: it.parameters.as_deref(),
                body: Body::Lambda(&it.body),
                closure: frame.variables.clone(),
            })),
            Expr::ListComp(it) => self.comprehension(&it.elt, &it.generators, frame),
            Expr::SetComp(it) => self.comprehension(&it.elt, &it.generators, frame),
            Expr::Generator(it) => self.comprehension(&it.elt, &it.generators, frame),
            Expr::DictComp(it) => match &it.key {
                Some(key) => self.mapping_comprehension(key, &it.value, &it.generators, frame),
                None => self.lost(expr, frame, Reason::Unsupported),
            },
            Expr::Starred(it) => self.evaluate(&it.value, frame),
            _ => self.lost(expr, frame, Reason::Unsupported),
        }
    }

    fn lost(&mut self, expr: &'a Expr, frame: &Frame<'a>, why: Reason) -> Value<'a> {
        self.stand_at(frame, expr);
        self.unknown(why)
    }

    fn number(&mut self, it: &'a ast::ExprNumberLiteral, frame: &Frame<'a>) -> Value<'a> {
        match &it.value {
            ast::Number::Float(n) => Value::from(Const::Float(*n)),
            ast::Number::Int(n) => match n.as_i64() {
                Some(n) => Value::from(Const::Int(n)),
                // A number past 64 bits is compared as the text it is.
                None => Value::from(Const::Text(n.to_string())),
            },
            ast::Number::Complex { .. } => {
                self.stand_at(frame, it);
                self.unknown(Reason::Unsupported)
            }
        }
    }

    /// An f-string, constant if its parts are; a single formatted part is that part.
    fn format(&mut self, it: &'a ast::ExprFString, frame: &mut Frame<'a>) -> Value<'a> {
        let mut parts = Vec::new();
        for part in it.value.iter() {
            match part {
                ast::FStringPart::Literal(text) => parts.push(Value::from(Const::text(&*text.value))),
                ast::FStringPart::FString(inner) => {
                    for element in &inner.elements {
                        parts.push(match element {
                            ast::InterpolatedStringElement::Literal(text) => {
                                Value::from(Const::text(&*text.value))
                            }
                            ast::InterpolatedStringElement::Interpolation(it) => {
                                self.evaluate(&it.expression, frame)
                            }
                        });
                    }
                }
            }
        }
        self.stand_at(frame, it);
        self.joined(parts)
    }

    fn sequence(&mut self, parts: &'a [Expr], frame: &mut Frame<'a>) -> Value<'a> {
        let mut values = Vec::with_capacity(parts.len());
        for part in parts {
            let value = self.evaluate(part, frame);
            match (part, value) {
                (Expr::Starred(_), Value::Const(constant, _)) if constant.items().is_some() => {
                    values.extend(constant.items().unwrap_or_default().into_iter().map(Value::from));
                }
                (Expr::Starred(_), Value::List(inner)) => values.extend(inner.iter().cloned()),
                // The elements of a field among others: whoever looks at each looks at the field's.
                (Expr::Starred(_), Value::Field(field)) => values.push(self.element(&field)),
                (_, value) => values.push(value),
            }
        }
        Value::list(values)
    }

    fn mapping(&mut self, it: &'a ast::ExprDict, frame: &mut Frame<'a>) -> Value<'a> {
        let mut entries = Vec::with_capacity(it.items.len());
        for item in &it.items {
            let value = self.evaluate(&item.value, frame);
            match (&item.key, value) {
                (Some(key), value) => entries.push((self.evaluate(key, frame), value)),
                (None, Value::Dict(inner)) => entries.extend(inner.iter().cloned()),
                (None, Value::Const(constant, _)) => {
                    if let Const::Dict(inner) = &*constant {
                        let inner = inner
                            .iter()
                            .map(|(k, v)| (Value::from(k.clone()), Value::from(v.clone())));
                        entries.extend(inner);
                    }
                }
                (None, value) => return value,
            }
        }
        Value::dict(entries)
    }

    fn unary(&mut self, it: &'a ast::ExprUnaryOp, frame: &mut Frame<'a>) -> Value<'a> {
        if it.op == ast::UnaryOp::Not {
            return Value::from(self.test(&it.operand, frame).not());
        }
        let value = self.evaluate(&it.operand, frame);
        self.stand_at(frame, it);
        match (it.op, value.constant()) {
            (ast::UnaryOp::USub, Some(Const::Int(n))) => Value::from(Const::Int(n.saturating_neg())),
            (ast::UnaryOp::USub, Some(Const::Float(n))) => Value::from(Const::Float(-n)),
            (ast::UnaryOp::UAdd, Some(_)) => value,
            _ => self.unknown(Reason::Computed),
        }
    }

    /// `and` and `or`, whose value is that of one of their parts.
    fn connective(&mut self, it: &'a ast::ExprBoolOp, frame: &mut Frame<'a>) -> Value<'a> {
        let mut parts = it.values.iter();
        let Some(first) = parts.next() else {
            return Value::NONE();
        };
        let mut left = self.evaluate(first, frame);
        let mut left_at = first;
        for part in parts {
            let right = self.evaluate(part, frame);
            self.stand_at(frame, left_at);
            let left_true = self.truth_if_needed(&left, &right, it.op);
            self.stand_at(frame, part);
            left = match it.op {
                ast::BoolOp::Or => self.or(left, right, left_true),
                ast::BoolOp::And => self.and(left, right, left_true),
            };
            left_at = part;
        }
        left
    }

    /// The truth of the left side; not asked for where a default takes its place.
    fn truth_if_needed(&mut self, left: &Value<'a>, right: &Value<'a>, op: ast::BoolOp) -> Cond {
        match (op, left) {
            (ast::BoolOp::Or, Value::Field(_) | Value::Either(_)) if is_default(right) => Cond::Silent,
            _ => self.truth(left),
        }
    }

    fn or(&mut self, left: Value<'a>, right: Value<'a>, left_true: Cond) -> Value<'a> {
        match (&left, &right) {
            (Value::Const(constant, _), _) => {
                if constant.is_truthy() {
                    left
                } else {
                    right
                }
            }
            (Value::Field(_), Value::Const(constant, _)) if constant.is_truthy() => {
                with_default(&left, constant)
            }
            (Value::Cond(_), _) | (_, Value::Cond(_)) => {
                let right_true = self.truth(&right);
                Value::from(Cond::any([left_true, right_true]))
            }
            (_, Value::Const(constant, _)) if !constant.is_truthy() => left,
            (Value::Field(_) | Value::Either(_), Value::Field(_) | Value::Either(_)) => {
                let mut options = options(&left);
                options.extend_from_slice(options_of(&right));
                options.dedup();
                Value::Either(Rc::new(options))
            }
            _ => Value::choice(left_true, left, right),
        }
    }

    fn and(&mut self, left: Value<'a>, right: Value<'a>, left_true: Cond) -> Value<'a> {
        match (&left, &right) {
            (Value::Const(constant, _), _) => {
                if constant.is_truthy() {
                    right
                } else {
                    left
                }
            }
            (_, Value::Const(..) | Value::Cond(_)) => {
                let right_true = self.truth(&right);
                Value::from(Cond::all([left_true, right_true]))
            }
            _ => Value::choice(left_true, right, Value::from(Const::Bool(false))),
        }
    }

    fn conditional(&mut self, it: &'a ast::ExprIf, frame: &mut Frame<'a>) -> Value<'a> {
        match self.test(&it.test, frame) {
            Cond::True => self.evaluate(&it.body, frame),
            Cond::False => self.evaluate(&it.orelse, frame),
            cond => {
                let (a, b) = (self.evaluate(&it.body, frame), self.evaluate(&it.orelse, frame));
                Value::choice(cond, a, b)
            }
        }
    }

    /// The condition under which a value is true.
    pub(super) fn truth(&mut self, value: &Value<'a>) -> Cond {
        match value {
            Value::Const(constant, _) => constant.is_truthy().into(),
            Value::Cond(cond) => cond.clone(),
            Value::Field(field) => self.present(field),
            Value::Choice(cond, a, b, _) => {
                let (a, b) = (self.truth(a), self.truth(b));
                cond.either(a, b)
            }
            Value::Either(options) => Cond::any(
                options
                    .iter()
                    .map(|option| self.truth(option))
                    .collect::<Vec<_>>(),
            ),
            Value::Items(items) => self.some_item(items),
            Value::List(parts) => (!parts.is_empty()).into(),
            Value::Dict(entries) => (!entries.is_empty()).into(),
            Value::Opaque(unknown) => super::interpreter::opaque(unknown),
            Value::Library(name) => self.unknown_condition(super::builtins::why_missing(name)),
            Value::Placeholder(_) => Cond::Silent,
            Value::Event | Value::Function(_) | Value::Method(..) | Value::Module(_) => Cond::True,
            Value::Time(Some(moment)) => match moment.needed() {
                Some(field) => self.present(field),
                None => Cond::True,
            },
            Value::Regex(_) | Value::Networks(..) | Value::Time(None) => Cond::True,
        }
    }
}

fn is_default(value: &Value<'_>) -> bool {
    matches!(value, Value::Const(..) | Value::Field(_) | Value::Either(_))
}

fn options<'a>(value: &Value<'a>) -> Vec<Value<'a>> {
    options_of(value).to_vec()
}

fn options_of<'v, 'a>(value: &'v Value<'a>) -> &'v [Value<'a>] {
    match value {
        Value::Either(options) => options,
        other => std::slice::from_ref(other),
    }
}

/// A field that a constant stands in for.
pub(super) fn with_default<'a>(value: &Value<'a>, default: &Const) -> Value<'a> {
    match value {
        Value::Field(field) => Value::from(Field {
            default: Some(default.clone()),
            ..Field::clone(field)
        }),
        other => other.clone(),
    }
}

fn bytes<'a>(it: &ast::ExprBytesLiteral) -> Value<'a> {
    let bytes: Vec<u8> = it.value.bytes().collect();
    Value::from(Const::Text(String::from_utf8_lossy(&bytes).into_owned()))
}

impl<'a> Interpreter<'a> {
    /// Some element passes its condition.
    fn some_item(&mut self, items: &super::value::Items<'a>) -> Cond {
        if items.open {
            self.lose(Loss::LoopAsExists);
        }
        let mut parts = Vec::new();
        for (value, cond) in &items.entries {
            let bare = items.open && *cond == Cond::True;
            parts.push(if bare {
                self.list_present(value)
            } else {
                cond.clone()
            });
        }
        Cond::any(parts)
    }

    /// The list an element comes from is not empty.
    fn list_present(&mut self, element: &Value<'a>) -> Cond {
        match element {
            Value::Field(field) => self.present(&field.list().unwrap_or_else(|| Field::clone(field))),
            other => self.truth(other),
        }
    }
}
