//! Names: variables, module constants, functions, imports.

use std::rc::Rc;

use rule::Reason;

use super::constant::Const;
use super::interpreter::{Frame, Interpreter};
use super::source::{Module, Top};
use super::value::{Body, Function, Value, Variables};

/// How many imports may lead from one to the next.
const MAX_IMPORTS: usize = 8;

impl<'a> Interpreter<'a> {
    /// The value of a name inside a function.
    pub(super) fn name(&mut self, name: &'a str, frame: &Frame<'a>) -> Value<'a> {
        if let Some(value) = frame.variables.get(name) {
            return value.clone();
        }
        self.global(name, frame.module, MAX_IMPORTS)
            .unwrap_or_else(|| Value::Library(name.into()))
    }

    /// The value of a name at the top of a module.
    pub(super) fn global(
        &mut self,
        name: &'a str,
        module: &'a Module<'a>,
        imports: usize,
    ) -> Option<Value<'a>> {
        if let Some(value) = self.globals.get(&(module.name, name)) {
            return Some(value.clone());
        }
        // Whoever asks again before there is an answer has come full circle.
        let unknown = self.unknown(Reason::ControlFlow);
        let top = module.top(name)?;
        self.globals.insert((module.name, name), unknown);
        let value = self.top(top, name, module, imports);
        self.globals.insert((module.name, name), value.clone());
        Some(value)
    }

    fn top(&mut self, top: Top<'a>, name: &'a str, module: &'a Module<'a>, imports: usize) -> Value<'a> {
        match top {
            Top::Function(function) => Value::Function(Rc::new(Function {
                name,
                module,
                parameters: Some(&function.parameters),
                body: Body::Block(&function.body),
                closure: Variables::new(),
            })),
            Top::Assigned(value, place) => {
                let mut frame = Frame::new(module);
                let value = self.evaluate(value, &mut frame);
                match place {
                    None => named(value, name),
                    Some(place) => self.unpacked(&value, place),
                }
            }
            Top::Import(path) => self
                .modules
                .get(path)
                .map_or_else(|| Value::Library(path.into()), Value::Module),
            Top::From(path, name) => self.imported(path, name, imports),
            Top::Class => Value::Library(name.into()),
        }
    }

    /// `from path import name` inside a function.
    pub(super) fn import_from(&mut self, path: &'a str, name: &'a str) -> Value<'a> {
        self.imported(path, name, MAX_IMPORTS)
    }

    fn imported(&mut self, path: &'a str, name: &'a str, imports: usize) -> Value<'a> {
        let missing = || Value::Library(format!("{path}.{name}").into());
        if imports == 0 {
            return missing();
        }
        match self.modules.get(path) {
            Some(module) => self.global(name, module, imports - 1).unwrap_or_else(missing),
            None => missing(),
        }
    }

    /// An attribute of a helper module.
    pub(super) fn module_member(&mut self, module: &'a Module<'a>, name: &'a str) -> Value<'a> {
        self.global(name, module, MAX_IMPORTS)
            .unwrap_or_else(|| self.unknown(Reason::Undefined))
    }

    /// One of the values an assignment unpacks.
    pub(super) fn unpacked(&mut self, value: &Value<'a>, place: usize) -> Value<'a> {
        let part = match value {
            Value::Const(constant, _) if constant.is_truthy() => i64::try_from(place)
                .ok()
                .and_then(|n| constant.at(n))
                .map(Value::from),
            Value::List(parts) => parts.get(place).cloned(),
            Value::Choice(cond, a, b, _) => {
                let (a, b) = (self.unpacked(a, place), self.unpacked(b, place));
                Some(Value::choice(cond.clone(), a, b))
            }
            Value::Opaque(_) => Some(value.clone()),
            Value::Const(constant, _) if !constant.is_truthy() => Some(Value::NONE()),
            Value::Field(field) => Some(self.field_part(field, place)),
            _ => None,
        };
        part.unwrap_or_else(|| self.unknown(Reason::Computed))
    }
}

/// A constant remembers the name it was given.
fn named<'a>(value: Value<'a>, name: &'a str) -> Value<'a> {
    match value {
        Value::Const(constant, None) if !matches!(*constant, Const::None | Const::Bool(_)) => {
            Value::Const(constant, Some(name))
        }
        Value::Networks(networks, None) => Value::Networks(networks, Some(name)),
        other => other,
    }
}
