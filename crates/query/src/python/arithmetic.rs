//! Operators between two values that give a third.

use ruff_python_ast::{self as ast, Operator};

use rule::Reason;

use super::constant::Const;
use super::interpreter::{Frame, Interpreter};
use super::value::Value;

impl<'a> Interpreter<'a> {
    pub(super) fn binary(&mut self, it: &'a ast::ExprBinOp, frame: &mut Frame<'a>) -> Value<'a> {
        let left = self.evaluate(&it.left, frame);
        let right = self.evaluate(&it.right, frame);
        self.stand_at(frame, it);
        self.operate(&left, it.op, &right)
    }

    /// `left op right`.
    pub(super) fn operate(&mut self, left: &Value<'a>, op: Operator, right: &Value<'a>) -> Value<'a> {
        if let (Some(a), Some(b)) = (left.constant(), right.constant()) {
            return match constants(a, op, b) {
                Some(constant) => Value::from(constant),
                None => self.unknown(Reason::Computed),
            };
        }
        match (op, left, right) {
            (_, Value::Opaque(_), _) => left.clone(),
            (_, _, Value::Opaque(_)) => right.clone(),
            (_, Value::Time(_), _) | (_, _, Value::Time(_)) => Self::time_sum(left, op, right),
            (Operator::BitOr, Value::Library(a), Value::Library(b)) => {
                Value::Library(format!("{a}|{b}").into())
            }
            (Operator::BitAnd, _, _) => self.intersection(left, right),
            (Operator::BitOr, Value::Cond(_), _) | (Operator::BitOr, _, Value::Cond(_)) => {
                let (a, b) = (self.truth(left), self.truth(right));
                Value::from(super::cond::Cond::any([a, b]))
            }
            (Operator::Add | Operator::BitOr, _, _) => self.concatenation(left, right),
            _ => self.unknown(Reason::Computed),
        }
    }

    /// Texts put together.
    pub(super) fn joined(&mut self, parts: Vec<Value<'a>>) -> Value<'a> {
        let texts: Option<Vec<String>> = parts.iter().map(|part| part.constant()?.to_str()).collect();
        match (texts, parts.as_slice()) {
            (Some(texts), _) => Value::from(Const::Text(texts.concat())),
            (None, [Value::Field(field)]) => Value::Field(field.clone()),
            _ => self.unknown(Reason::Computed),
        }
    }

    /// Lists put together; texts stay computed.
    fn concatenation(&mut self, left: &Value<'a>, right: &Value<'a>) -> Value<'a> {
        match (self.parts_of(left), self.parts_of(right)) {
            (Some(mut a), Some(b)) => {
                a.extend(b);
                Value::list(a)
            }
            _ => self.unknown(Reason::Computed),
        }
    }

    /// The parts of a list, a field standing for its elements.
    fn parts_of(&mut self, value: &Value<'a>) -> Option<Vec<Value<'a>>> {
        match value {
            Value::Const(constant, _) if !matches!(**constant, Const::Text(_)) => {
                Some(constant.items()?.into_iter().map(Value::from).collect())
            }
            Value::List(parts) => Some(parts.to_vec()),
            Value::Field(field) => Some(vec![self.element(field)]),
            _ => None,
        }
    }
}

/// An operator between constants.
pub(super) fn constants(a: &Const, op: Operator, b: &Const) -> Option<Const> {
    match (a, op, b) {
        (Const::Text(a), Operator::Add, Const::Text(b)) => Some(Const::Text(format!("{a}{b}"))),
        (Const::Text(a), Operator::Mod, b) => percent(a, b),
        (Const::List(a), Operator::Add | Operator::BitOr, Const::List(b)) => {
            let mut items = a.clone();
            items.extend(
                b.iter()
                    .filter(|item| op == Operator::Add || !a.contains(item))
                    .cloned(),
            );
            Some(Const::List(items))
        }
        (Const::List(a), Operator::BitAnd, Const::List(b)) => Some(Const::List(
            a.iter().filter(|item| b.contains(item)).cloned().collect(),
        )),
        (Const::List(a), Operator::Sub, Const::List(b)) => Some(Const::List(
            a.iter().filter(|item| !b.contains(item)).cloned().collect(),
        )),
        (Const::Dict(a), Operator::BitOr, Const::Dict(b)) => {
            Some(Const::Dict(b.iter().chain(a).cloned().collect()))
        }
        (Const::Int(a), _, Const::Int(b)) => whole(*a, op, *b),
        _ => fractional(a.number()?, op, b.number()?).map(Const::Float),
    }
}

fn whole(a: i64, op: Operator, b: i64) -> Option<Const> {
    let n = match op {
        Operator::Add => a.checked_add(b)?,
        Operator::Sub => a.checked_sub(b)?,
        Operator::Mult => a.checked_mul(b)?,
        Operator::FloorDiv => a.checked_div_euclid(b)?,
        Operator::Mod => a.checked_rem_euclid(b)?,
        Operator::Pow => a.checked_pow(u32::try_from(b).ok()?)?,
        Operator::LShift => a.checked_shl(u32::try_from(b).ok()?)?,
        Operator::RShift => a.checked_shr(u32::try_from(b).ok()?)?,
        Operator::BitOr => a | b,
        Operator::BitAnd => a & b,
        Operator::BitXor => a ^ b,
        Operator::Div => {
            return fractional(Const::Int(a).number()?, op, Const::Int(b).number()?).map(Const::Float);
        }
        Operator::MatMult => return None,
    };
    Some(Const::Int(n))
}

fn fractional(a: f64, op: Operator, b: f64) -> Option<f64> {
    let n = match op {
        Operator::Add => a + b,
        Operator::Sub => a - b,
        Operator::Mult => a * b,
        Operator::Div => a / b,
        _ => return None,
    };
    n.is_finite().then_some(n)
}

/// `"%s" % value` with plain `%s` and `%d` only.
fn percent(text: &str, value: &Const) -> Option<Const> {
    let values = match value {
        Const::List(items) => items.clone(),
        other => vec![other.clone()],
    };
    let mut parts = text.split("%s");
    let mut out = parts.next()?.to_owned();
    for (i, part) in parts.enumerate() {
        out += &values.get(i)?.to_str()?;
        out += part;
    }
    (!out.contains('%')).then_some(Const::Text(out))
}
