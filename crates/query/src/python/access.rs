//! Reaching into the event: `get`, `deep_get`, subscripts, attributes.

use std::rc::Rc;

use ruff_python_ast::{self as ast, CmpOp, Expr};

use rule::Reason;

use super::constant::Const;
use super::documents;
use super::interpreter::{Frame, Interpreter};
use super::leaf::piece;
use super::times;
use super::value::{Field, Key, Value, View};

impl<'a> Interpreter<'a> {
    /// The value under a path of keys.
    pub(super) fn path(
        &mut self,
        base: &Value<'a>,
        keys: &[Value<'a>],
        default: Option<&Value<'a>>,
    ) -> Value<'a> {
        let mut value = base.clone();
        for key in keys {
            value = self.get(&value, key);
        }
        match default {
            Some(default) => defaulted(value, default),
            None => value,
        }
    }

    /// The value under one key.
    pub(super) fn get(&mut self, base: &Value<'a>, key: &Value<'a>) -> Value<'a> {
        if !self.enter() {
            return self.unknown(Reason::ControlFlow);
        }
        let value = self.found(base, key);
        self.leave();
        value
    }

    fn found(&mut self, base: &Value<'a>, key: &Value<'a>) -> Value<'a> {
        match (base, key) {
            (Value::Choice(cond, a, b, _), _) => {
                let (a, b) = (self.get(a, key), self.get(b, key));
                Value::choice(cond.clone(), a, b)
            }
            (Value::Either(options), _) => {
                Value::Either(Rc::new(options.iter().map(|it| self.get(it, key)).collect()))
            }
            (_, Value::Choice(cond, a, b, _)) => {
                let (a, b) = (self.get(base, a), self.get(base, b));
                Value::choice(cond.clone(), a, b)
            }
            (Value::Items(items), _) => match items.entries.first() {
                Some((element, _)) => self.get(&element.clone(), key),
                None => Value::NONE(),
            },
            (Value::Opaque(_) | Value::Placeholder(_), _) => base.clone(),
            (Value::Event | Value::Field(_), Value::Const(key, _)) => self.field_key(base, key),
            (Value::Const(..) | Value::Dict(_), _) => self.entry(base, key),
            (Value::List(_), Value::Const(..)) => match key.constant().and_then(Const::as_int) {
                Some(place) => self.item(base, place),
                None => self.unknown(Reason::Computed),
            },
            _ => self.unknown(Reason::Computed),
        }
    }

    fn field_key(&mut self, base: &Value<'a>, key: &Const) -> Value<'a> {
        let key = match key {
            Const::Int(n) => Key::Index(*n),
            other => match other.to_str() {
                Some(name) => Key::Name(name),
                None => return self.unknown(Reason::Computed),
            },
        };
        match (base, &key) {
            (Value::Field(field), Key::Index(n)) if field.view != View::Whole => {
                Value::from(field.seen(piece(&field.view, *n)))
            }
            (Value::Field(field), _) => match field.view {
                View::Whole => Value::from(field.child(key)),
                _ => self.unknown(Reason::Computed),
            },
            _ => Value::from(Field::new(vec![key])),
        }
    }

    /// An entry of a mapping that is written down; a field as key tells the entries apart.
    fn entry(&mut self, base: &Value<'a>, key: &Value<'a>) -> Value<'a> {
        let entries = entries(base);
        match key {
            Value::Const(key, _) => {
                if let Some((_, value)) = entries
                    .iter()
                    .find(|(k, _)| k.constant().is_some_and(|k| k.equals(key)))
                {
                    return value.clone();
                }
                match key.as_int() {
                    Some(place) if entries.is_empty() => self.item(base, place),
                    _ => {
                        let key = Value::from(Const::clone(key));
                        let unknown = entries.into_iter().filter(|(k, _)| k.constant().is_none());
                        self.under_unknown(unknown.collect(), &key)
                    }
                }
            }
            _ if entries.is_empty() => match base {
                Value::Const(_, Some(name)) => self.placeholder(key, name),
                _ => Value::NONE(),
            },
            Value::Field(_) | Value::List(_) => self.chosen(entries, key),
            _ => self.unknown(Reason::Computed),
        }
    }

    /// `TABLE.get(field)`: a choice between the values of the table, equal values together.
    fn chosen(&mut self, entries: Vec<(Value<'a>, Value<'a>)>, key: &Value<'a>) -> Value<'a> {
        let mut groups: Vec<(Value<'a>, Vec<Value<'a>>)> = Vec::new();
        for (k, value) in entries {
            match groups.iter_mut().find(|(other, _)| *other == value) {
                Some((_, keys)) => keys.push(k),
                None => groups.push((value, vec![k])),
            }
        }
        let mut result = Value::NONE();
        for (value, keys) in groups.into_iter().rev() {
            let cond = self.compare(key, CmpOp::In, &Value::list(keys));
            result = Value::choice(cond, value, result);
        }
        result
    }

    /// The value under a key among entries whose keys come from the event.
    fn under_unknown(&mut self, entries: Vec<(Value<'a>, Value<'a>)>, key: &Value<'a>) -> Value<'a> {
        let mut result = Value::NONE();
        for (k, value) in entries {
            let cond = self.compare(&k, CmpOp::Eq, key);
            result = Value::choice(cond, value, result);
        }
        result
    }

    /// A look into a table that the customer fills in.
    fn placeholder(&mut self, key: &Value<'a>, name: &'a str) -> Value<'a> {
        match key {
            Value::Field(field) => {
                let known = self.lookup(field, name);
                Value::choice(known, Value::Placeholder(name), Value::NONE())
            }
            _ => self.unknown(Reason::Computed),
        }
    }

    fn item(&mut self, base: &Value<'a>, place: i64) -> Value<'a> {
        match base {
            Value::Const(constant, _) => constant.at(place).map_or_else(Value::NONE, Value::from),
            Value::List(parts) => {
                let len = i64::try_from(parts.len()).unwrap_or(i64::MAX);
                let place = if place < 0 { place + len } else { place };
                let part = usize::try_from(place).ok().and_then(|place| parts.get(place));
                part.cloned().unwrap_or_else(Value::NONE)
            }
            _ => self.unknown(Reason::Computed),
        }
    }

    pub(super) fn subscript(&mut self, it: &'a ast::ExprSubscript, frame: &mut Frame<'a>) -> Value<'a> {
        let base = self.evaluate(&it.value, frame);
        if let Expr::Slice(slice) = &*it.slice {
            let mut edge = |edge: &'a Option<Box<Expr>>, interpreter: &mut Self| {
                edge.as_deref().map(|edge| interpreter.evaluate(edge, frame))
            };
            let (lower, upper) = (edge(&slice.lower, self), edge(&slice.upper, self));
            self.stand_at(frame, it);
            return self.slice(&base, lower.as_ref(), upper.as_ref());
        }
        let key = self.evaluate(&it.slice, frame);
        self.stand_at(frame, it);
        self.get(&base, &key)
    }

    fn slice(&mut self, base: &Value<'a>, lower: Option<&Value<'a>>, upper: Option<&Value<'a>>) -> Value<'a> {
        let number = |edge: Option<&Value<'a>>| edge.and_then(Value::constant).and_then(Const::as_int);
        match base {
            Value::Choice(cond, a, b, _) => {
                let (a, b) = (self.slice(a, lower, upper), self.slice(b, lower, upper));
                Value::choice(cond.clone(), a, b)
            }
            Value::Field(field) if field.view == View::Whole => {
                let view = match (number(lower), number(upper)) {
                    (None | Some(0), _) => View::Start(None),
                    (Some(..0), None) => View::End(None),
                    _ => View::Part(None),
                };
                Value::from(field.seen(view))
            }
            Value::Field(field) => Value::from(field.seen(View::Part(None))),
            Value::Const(constant, _) => sliced(constant, number(lower), number(upper))
                .map_or_else(|| self.unknown(Reason::Computed), Value::from),
            _ => self.unknown(Reason::Computed),
        }
    }

    /// `base.name`, not called.
    pub(super) fn attribute(&mut self, base: &Value<'a>, name: &'a str) -> Value<'a> {
        match base {
            Value::Library(path) => Value::Library(format!("{path}.{name}").into()),
            Value::Module(module) => self.module_member(module, name),
            Value::Regex(regex) if name == "pattern" => Value::from(Const::text(&regex.pattern)),
            Value::Field(field) => {
                let kind = self.address_kind(field, name).map(Value::from);
                kind.or_else(|| self.document_attribute(field, name))
                    .unwrap_or_else(|| self.unknown(Reason::Computed))
            }
            Value::Time(moment) => times::part(moment.as_ref(), name),
            Value::Choice(cond, a, b, _) => {
                let (a, b) = (self.attribute(a, name), self.attribute(b, name));
                Value::choice(cond.clone(), a, b)
            }
            Value::Opaque(_) => base.clone(),
            Value::Const(constant, _) if !constant.is_truthy() => {
                documents::of_nothing(name).unwrap_or_else(|| Value::Method(Rc::new(base.clone()), name))
            }
            Value::Dict(_) | Value::Const(..) | Value::Event => Value::Method(Rc::new(base.clone()), name),
            _ => self.unknown(Reason::Computed),
        }
    }
}

/// The entries of a mapping that is written down.
pub(super) fn entries<'a>(value: &Value<'a>) -> Vec<(Value<'a>, Value<'a>)> {
    match value {
        Value::Dict(entries) => entries.to_vec(),
        Value::Const(constant, _) => match &**constant {
            Const::Dict(entries) => {
                let pair = |(k, v): &(Const, Const)| (Value::from(k.clone()), Value::from(v.clone()));
                entries.iter().map(pair).collect()
            }
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// What stands in where there is nothing under the key.
pub(super) fn defaulted<'a>(value: Value<'a>, default: &Value<'a>) -> Value<'a> {
    match (&value, default) {
        (Value::Field(_), Value::Const(constant, _)) => super::expression::with_default(&value, constant),
        (Value::Field(_), Value::Field(_) | Value::Either(_)) => {
            Value::Either(Rc::new(vec![value, default.clone()]))
        }
        (Value::Choice(cond, a, b, _), _) => {
            let (a, b) = (
                defaulted((**a).clone(), default),
                defaulted((**b).clone(), default),
            );
            Value::choice(cond.clone(), a, b)
        }
        (Value::Const(constant, _), _) if **constant == Const::None => default.clone(),
        _ => value,
    }
}

fn sliced(constant: &Const, lower: Option<i64>, upper: Option<i64>) -> Option<Const> {
    let len = i64::try_from(constant.len()?).ok()?;
    let place = |edge: i64| usize::try_from(if edge < 0 { edge + len } else { edge }.clamp(0, len)).ok();
    let (from, to) = (place(lower.unwrap_or(0))?, place(upper.unwrap_or(len))?);
    let count = to.saturating_sub(from);
    match constant {
        Const::Text(text) => Some(Const::Text(text.chars().skip(from).take(count).collect())),
        Const::List(items) => Some(Const::List(
            items.iter().skip(from).take(count).cloned().collect(),
        )),
        _ => None,
    }
}
