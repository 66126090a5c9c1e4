//! What changes variables: assignments, and methods that change a collection in place.

use ruff_python_ast::{self as ast, Expr, Operator};

use rule::Reason;

use super::arguments::Arguments;
use super::cond::Cond;
use super::interpreter::{Frame, Interpreter};
use super::value::{Items, Value};

impl<'a> Interpreter<'a> {
    pub(super) fn augment(&mut self, it: &'a ast::StmtAugAssign, frame: &mut Frame<'a>) {
        let old = self.evaluate(&it.target, frame);
        let added = self.evaluate(&it.value, frame);
        self.stand_at(frame, it);
        let new = match (&old, it.op) {
            // How often the loop comes by is not known.
            (Value::Const(constant, _), _) if self.open_loops > 0 && constant.number().is_some() => {
                self.unknown(Reason::Aggregate)
            }
            (_, op) => self.operate(&old, op, &added),
        };
        self.bind(&it.target, new, frame);
    }

    pub(super) fn import(&mut self, it: &'a ast::StmtImportFrom, frame: &mut Frame<'a>) {
        let module = it.module.as_ref().map_or("", |module| module.as_str());
        for alias in &it.names {
            let bound = alias.asname.as_ref().unwrap_or(&alias.name).as_str();
            let value = self.import_from(module, alias.name.as_str());
            frame.variables.insert(bound, value);
        }
    }

    /// Gives a value to a target.
    pub(super) fn bind(&mut self, target: &'a Expr, value: Value<'a>, frame: &mut Frame<'a>) {
        match target {
            Expr::Name(it) => {
                let name = it.id.as_str();
                if frame.globals.contains(name) {
                    self.globals.insert((frame.module.name, name), value.clone());
                }
                frame.variables.insert(name, value);
            }
            Expr::Tuple(it) => self.unpack(&it.elts, &value, frame),
            Expr::List(it) => self.unpack(&it.elts, &value, frame),
            Expr::Starred(it) => self.bind(&it.value, value, frame),
            Expr::Subscript(it) => {
                let Expr::Name(name) = &*it.value else { return };
                let base = self.evaluate(&it.value, frame);
                let key = self.evaluate(&it.slice, frame);
                self.stand_at(frame, target);
                let changed = self.with_entry(&base, key, value);
                frame.variables.insert(name.id.as_str(), changed);
            }
            _ => {}
        }
    }

    fn unpack(&mut self, targets: &'a [Expr], value: &Value<'a>, frame: &mut Frame<'a>) {
        for (place, target) in targets.iter().enumerate() {
            self.stand_at(frame, target);
            let part = self.unpacked(value, place);
            self.bind(target, part, frame);
        }
    }

    /// A mapping with one more entry.
    fn with_entry(&mut self, base: &Value<'a>, key: Value<'a>, value: Value<'a>) -> Value<'a> {
        match base {
            Value::Dict(_) | Value::Const(..) if matches!(key, Value::Const(..) | Value::Field(_)) => {
                let mut entries = super::access::entries(base);
                entries.retain(|(known, _)| *known != key);
                entries.push((key, value));
                Value::dict(entries)
            }
            Value::Choice(cond, a, b, _) => {
                let a = self.with_entry(a, key.clone(), value.clone());
                Value::choice(cond.clone(), a, self.with_entry(b, key, value))
            }
            _ => self.unknown(Reason::ControlFlow),
        }
    }

    /// What a method that changes its collection leaves; `None` for any other method.
    pub(super) fn changed(
        &mut self,
        target: &'a Expr,
        base: &Value<'a>,
        method: &str,
        arguments: &Arguments<'a>,
        frame: &mut Frame<'a>,
    ) -> Option<Value<'a>> {
        let Expr::Name(name) = target else { return None };
        if !matches!(
            base,
            Value::Const(..) | Value::List(_) | Value::Items(_) | Value::Choice(..) | Value::Dict(_)
        ) {
            return None;
        }
        let added = arguments.first().cloned();
        let changed = match (method, added) {
            ("append" | "add", Some(value)) => self.with_element(base, value),
            ("extend" | "update", Some(values)) => self.with_elements(base, &values),
            ("remove" | "discard" | "pop" | "clear" | "setdefault", _) if !base_is_text(base) => {
                self.unknown(Reason::ControlFlow)
            }
            _ => return None,
        };
        frame.variables.insert(name.id.as_str(), changed);
        Some(Value::NONE())
    }

    /// Elements that belong under a condition of their own are added one by one.
    fn with_elements(&mut self, base: &Value<'a>, values: &Value<'a>) -> Value<'a> {
        match (values, self.elements(base)) {
            (Value::Items(items), Some((mut entries, open))) => {
                entries.extend(items.entries.iter().cloned());
                let open = open || items.open;
                Value::Items(Items { entries, open }.into())
            }
            _ => self.operate(base, Operator::BitOr, values),
        }
    }

    fn with_element(&mut self, base: &Value<'a>, value: Value<'a>) -> Value<'a> {
        let Some((mut entries, open)) = self.elements(base) else {
            return self.unknown(Reason::ControlFlow);
        };
        if self.open_loops == 0 && !open && entries.iter().all(|(_, cond)| *cond == Cond::True) {
            let mut values: Vec<Value<'a>> = entries.into_iter().map(|(value, _)| value).collect();
            values.push(value);
            return Value::list(values);
        }
        // A new element passes the conditions of the branches it is added in, which the join adds.
        entries.push((value, Cond::True));
        Value::Items(Items { entries, open }.into())
    }
}

fn base_is_text(base: &Value<'_>) -> bool {
    base.as_str().is_some()
}
