//! Calls: known helpers, inlined functions, methods, the library.

use std::rc::Rc;

use ruff_python_ast::{self as ast, Expr};

use rule::Reason;

use super::arguments::Arguments;
use super::interpreter::{Call, Frame, Interpreter};
use super::known;
use super::value::{Body, Function, Value};

/// How many calls may be inlined in each other.
const MAX_CALLS: usize = 12;

impl<'a> Interpreter<'a> {
    pub(super) fn call_expression(&mut self, it: &'a ast::ExprCall, frame: &mut Frame<'a>) -> Value<'a> {
        if let Expr::Attribute(attribute) = &*it.func {
            let base = self.evaluate(&attribute.value, frame);
            let arguments = self.arguments(&it.arguments, frame);
            self.stand_at(frame, it);
            let name = attribute.attr.as_str();
            if let Some(value) = self.changed(&attribute.value, &base, name, &arguments, frame) {
                return value;
            }
            return match base {
                Value::Module(module) => {
                    let function = self.module_member(module, name);
                    self.call(&function, &arguments)
                }
                base => self.method(&base, name, &arguments),
            };
        }
        let function = self.evaluate(&it.func, frame);
        let arguments = self.arguments(&it.arguments, frame);
        self.stand_at(frame, it);
        self.call(&function, &arguments)
    }

    /// `function(arguments)`.
    pub(super) fn call(&mut self, function: &Value<'a>, arguments: &Arguments<'a>) -> Value<'a> {
        match function {
            Value::Function(it) => {
                if let Some(value) = known::call(self, it.name, arguments) {
                    return value;
                }
                self.inlined(it, arguments)
            }
            Value::Library(path) => {
                let path = path.clone();
                let last = path.rsplit('.').next().unwrap_or_default();
                if let Some(value) = known::call(self, last, arguments) {
                    return value;
                }
                self.library(&path, arguments)
            }
            Value::Method(base, method) => self.method(&base.clone(), method, arguments),
            Value::Choice(cond, a, b, _) => {
                let (a, b) = (self.call(a, arguments), self.call(b, arguments));
                Value::choice(cond.clone(), a, b)
            }
            // Calling nothing is an error, and an error no finding.
            Value::Const(..) => Value::NONE(),
            Value::Opaque(_) => function.clone(),
            _ => self.unknown(Reason::Unsupported),
        }
    }

    /// What a function returns, its text read in the place of the call.
    pub(super) fn inlined(&mut self, function: &Rc<Function<'a>>, arguments: &Arguments<'a>) -> Value<'a> {
        if self.calls.len() >= MAX_CALLS || !self.enter() {
            return self.unknown(Reason::ControlFlow);
        }
        let variables = self.bound(function, arguments);
        let call = Call {
            name: function.name,
            site: self.span(),
            foreign: !function.module.is_detection(),
        };
        let place = self.place();
        self.calls.push(call);
        let mut frame = Frame::new(function.module);
        frame.variables = variables;
        let loops = std::mem::take(&mut self.open_loops);
        let value = match function.body {
            Body::Block(body) => self.returned(body, &mut frame),
            Body::Lambda(body) => self.evaluate(body, &mut frame),
        };
        self.open_loops = loops;
        self.calls.pop();
        self.go_back(place);
        self.leave();
        value
    }
}
