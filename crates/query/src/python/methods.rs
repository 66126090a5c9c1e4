//! Methods of values.

use std::rc::Rc;

use rule::{Loss, Operator, Reason};

use super::access::entries;
use super::arguments::Arguments;
use super::cond::Cond;
use super::constant::Const;
use super::documents;
use super::interpreter::Interpreter;
use super::strings;
use super::times;
use super::value::{Cut, Field, Value, View};

impl<'a> Interpreter<'a> {
    /// `base.name(arguments)`.
    pub(super) fn method(&mut self, base: &Value<'a>, name: &'a str, arguments: &Arguments<'a>) -> Value<'a> {
        if !self.enter() {
            return self.unknown(Reason::ControlFlow);
        }
        let value = self.method_result(base, name, arguments);
        self.leave();
        value
    }

    fn method_result(&mut self, base: &Value<'a>, name: &'a str, arguments: &Arguments<'a>) -> Value<'a> {
        match base {
            Value::Choice(cond, a, b, _) => {
                let (a, b) = (self.method(a, name, arguments), self.method(b, name, arguments));
                return Value::choice(cond.clone(), a, b);
            }
            Value::Either(options) if !is_getter(name) => return self.each_option(options, name, arguments),
            Value::Opaque(_) => return base.clone(),
            _ => {}
        }
        match name {
            "get" => {
                let keys: Vec<Value<'a>> = arguments.first().into_iter().cloned().collect();
                self.path(
                    base,
                    &keys,
                    arguments.get(1).or_else(|| arguments.named("default")),
                )
            }
            "deep_get" | "deep_walk" => self.path(base, &arguments.positional, arguments.named("default")),
            "udm" if *base == Value::Event => self.udm(arguments),
            "startswith" => self.affix(base, Operator::StartsWith, arguments),
            "endswith" => self.affix(base, Operator::EndsWith, arguments),
            "intersection" | "isdisjoint" | "issubset" | "issuperset" | "union" | "difference" => {
                self.set_method(base, name, arguments)
            }
            _ => match base {
                Value::Const(constant, _) => self.constant_method(base, constant, name, arguments),
                Value::Dict(_) => self.mapping_method(base, name),
                Value::Field(field) => self.field_method(field, name, arguments),
                Value::Event if matches!(name, "to_dict" | "copy" | "items" | "keys") => Value::Event,
                Value::Time(moment) => times::part(moment.as_ref(), name),
                Value::Regex(regex) => self.regex_method(regex, name, arguments),
                Value::Library(path) => self.library(&format!("{path}.{name}"), arguments),
                Value::Items(_) | Value::List(_) if matches!(name, "copy" | "values" | "keys") => {
                    base.clone()
                }
                _ => self.unknown(Reason::Unsupported),
            },
        }
    }

    fn each_option(
        &mut self,
        options: &Rc<Vec<Value<'a>>>,
        name: &'a str,
        arguments: &Arguments<'a>,
    ) -> Value<'a> {
        let results: Vec<Value<'a>> = options
            .iter()
            .map(|it| self.method(it, name, arguments))
            .collect();
        if results.iter().any(|it| matches!(it, Value::Cond(_))) {
            Value::from(Cond::any(
                results.iter().map(|it| self.truth(it)).collect::<Vec<_>>(),
            ))
        } else {
            Value::Either(Rc::new(results))
        }
    }

    /// `event.udm("name")`: the field of the data model, whatever the log type calls it.
    fn udm(&mut self, arguments: &Arguments<'a>) -> Value<'a> {
        let named = arguments
            .first()
            .and_then(|name| name.as_str())
            .map(|name| format!("udm:{name}"));
        let Some(name) = named else {
            return self.unknown(Reason::Computed);
        };
        let root = Value::from(Field::new(vec![super::value::Key::Name(name)]));
        self.path(&root, &arguments.positional[1..], arguments.named("default"))
    }

    fn affix(&mut self, base: &Value<'a>, op: Operator, arguments: &Arguments<'a>) -> Value<'a> {
        let name = if op == Operator::StartsWith {
            "startswith"
        } else {
            "endswith"
        };
        match (base, arguments.first()) {
            (Value::Field(field), Some(Value::Const(affix, via))) => {
                let cond = match &**affix {
                    Const::Text(_) => self.leaf(field, op, std::slice::from_ref(affix), *via),
                    _ => self.member(field, affix, *via, op),
                };
                Value::from(cond)
            }
            (Value::Const(constant, _), Some(Value::Const(affix, _))) => {
                let text = constant.as_str().unwrap_or_default();
                strings::method(text, name, std::slice::from_ref(affix)).map_or_else(Value::NONE, Value::from)
            }
            (_, Some(Value::Choice(cond, a, b, _))) => {
                let (a, b) = (Arguments::one((**a).clone()), Arguments::one((**b).clone()));
                let (a, b) = (self.affix(base, op, &a), self.affix(base, op, &b));
                Value::choice(cond.clone(), a, b)
            }
            (_, Some(Value::Opaque(_))) | (Value::Field(_), _) => self.unknown(Reason::Computed),
            _ => self.unknown(Reason::Computed),
        }
    }

    fn constant_method(
        &mut self,
        base: &Value<'a>,
        constant: &Const,
        name: &str,
        arguments: &Arguments<'a>,
    ) -> Value<'a> {
        if let Some(nothing) = documents::of_nothing(name).filter(|_| !constant.is_truthy()) {
            return nothing;
        }
        match constant {
            // An error while the detection runs, and no finding.
            Const::None => Value::NONE(),
            Const::Dict(_) => self.mapping_method(base, name),
            Const::Text(text) => {
                if name == "format" || name == "join" {
                    return self.text_of_parts(text, name, arguments);
                }
                let constants: Option<Vec<Const>> = arguments
                    .positional
                    .iter()
                    .map(|it| it.constant().cloned())
                    .collect();
                match constants.and_then(|constants| strings::method(text, name, &constants)) {
                    Some(result) => Value::from(result),
                    None => self.unknown(Reason::Computed),
                }
            }
            Const::List(_) if name == "copy" => base.clone(),
            _ => self.unknown(Reason::Unsupported),
        }
    }

    fn text_of_parts(&mut self, text: &str, name: &str, arguments: &Arguments<'a>) -> Value<'a> {
        if let ("join", Some(Value::Field(field))) = (name, arguments.first()) {
            return Value::from(field.seen(View::Part(None)));
        }
        let constants: Option<Vec<Const>> = arguments
            .positional
            .iter()
            .map(|it| it.constant().cloned())
            .collect();
        match constants.and_then(|constants| strings::method(text, name, &constants)) {
            Some(result) => Value::from(result),
            None => self.unknown(Reason::Computed),
        }
    }

    fn mapping_method(&mut self, base: &Value<'a>, name: &str) -> Value<'a> {
        let entries = entries(base);
        match name {
            "keys" => Value::list(entries.into_iter().map(|(key, _)| key).collect()),
            "values" => Value::list(entries.into_iter().map(|(_, value)| value).collect()),
            "items" => Value::list(
                entries
                    .into_iter()
                    .map(|(k, v)| Value::list(vec![k, v]))
                    .collect(),
            ),
            "copy" => base.clone(),
            _ => self.unknown(Reason::Unsupported),
        }
    }

    fn field_method(&mut self, field: &Field, name: &str, arguments: &Arguments<'a>) -> Value<'a> {
        match name {
            "lower" | "upper" | "casefold" | "title" | "capitalize" => Value::from(Field {
                fold_case: true,
                ..field.clone()
            }),
            "strip" | "lstrip" | "rstrip" => {
                if arguments.first().is_some() {
                    self.lose(Loss::PartOfValue);
                }
                Value::from(field.seen(stripped(&field.view)))
            }
            "decode" | "encode" | "copy" | "to_dict" => Value::from(field.clone()),
            "split" | "rsplit" | "partition" | "rpartition" | "splitlines" => split(field, name, arguments),
            "replace" | "removeprefix" | "removesuffix" => Value::from(field.seen(View::Part(None))),
            "group" | "groups" if field.view == View::Match => Value::from(field.seen(View::Part(None))),
            "keys" => Value::from(field.seen(View::Keys)),
            "items" => Value::from(field.seen(View::Entries)),
            "values" => Value::from(field.child(super::value::Key::Element)),
            "__contains__" => {
                let item = arguments.first().cloned().unwrap_or_else(Value::NONE);
                Value::from(self.compare(&item, ruff_python_ast::CmpOp::In, &Value::from(field.clone())))
            }
            _ => self
                .document_method(field, name)
                .unwrap_or_else(|| self.unknown(Reason::Computed)),
        }
    }
}

/// A piece without the blanks around it no longer touches its separator.
fn stripped(view: &View) -> View {
    match view {
        View::Start(_) => View::Start(None),
        View::End(_) => View::End(None),
        View::Part(_) => View::Part(None),
        other => other.clone(),
    }
}

/// The pieces of a text; pieces of a part are parts.
fn split<'a>(field: &Field, name: &str, arguments: &Arguments<'a>) -> Value<'a> {
    if field.view != View::Whole {
        return Value::from(field.seen(View::Part(None)));
    }
    let separator = arguments.first().and_then(Value::as_str).map(str::to_owned);
    let cut = match name {
        "partition" | "rpartition" => Cut::Around,
        _ if arguments.either(1, "maxsplit").is_some() => Cut::Once,
        _ => Cut::Everywhere,
    };
    Value::from(field.seen(View::Pieces(separator, cut)))
}

fn is_getter(name: &str) -> bool {
    matches!(name, "get" | "deep_get" | "deep_walk")
}
