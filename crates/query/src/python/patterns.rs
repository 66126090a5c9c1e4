//! Regular expressions, globs and networks.

use std::rc::Rc;

use rule::{Logic, Loss, Operator, Quantifier, Reason};

use super::arguments::Arguments;
use super::cond::Cond;
use super::constant::Const;
use super::interpreter::Interpreter;
use super::value::{Field, Regex, Value, View};
use crate::Pattern;

/// What the patterns are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Glob,
    Network,
}

/// Networks an address is asked to be in, the common ones of each kind
/// (<https://docs.python.org/3/library/ipaddress.html#ipaddress.IPv4Address.is_private>).
const KINDS: &[(&str, &[&str])] = &[
    ("is_private", PRIVATE),
    ("is_loopback", &["127.0.0.0/8", "::1/128"]),
    ("is_link_local", &["169.254.0.0/16", "fe80::/10"]),
    ("is_multicast", &["224.0.0.0/4", "ff00::/8"]),
];

const PRIVATE: &[&str] = &[
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "fc00::/7",
    "fe80::/10",
    "::1/128",
];

impl<'a> Interpreter<'a> {
    /// `re.compile(pattern, flags)`.
    pub(super) fn compiled(&mut self, arguments: &Arguments<'a>) -> Value<'a> {
        let flags = arguments.either(1, "flags").cloned();
        match arguments.first() {
            Some(Value::Regex(_)) => arguments.first().cloned().unwrap_or_else(Value::NONE),
            Some(Value::Const(pattern, _)) => match pattern.as_str() {
                Some(pattern) => Value::Regex(Rc::new(Regex {
                    pattern: pattern.to_owned(),
                    ignore_case: pattern.starts_with("(?i)")
                        || flags.is_some_and(|flags| ignores_case(&flags)),
                })),
                None => self.unknown(Reason::Computed),
            },
            _ => self.unknown(Reason::Computed),
        }
    }

    /// `re.search(pattern, text, flags)` and its like.
    pub(super) fn search(&mut self, arguments: &Arguments<'a>) -> Value<'a> {
        let text = arguments.either(1, "string").cloned();
        let mut compiling = Arguments::default();
        compiling.positional.extend(arguments.first().cloned());
        if let Some(flags) = arguments.either(2, "flags") {
            compiling.keywords.push(("flags", flags.clone()));
        }
        match (self.compiled(&compiling), text) {
            (Value::Regex(regex), Some(text)) => self.searched(&regex, &text),
            (Value::Opaque(unknown), _) => Value::Opaque(unknown),
            _ => self.unknown(Reason::Computed),
        }
    }

    /// A method of a compiled pattern.
    pub(super) fn regex_method(
        &mut self,
        regex: &Rc<Regex>,
        name: &str,
        arguments: &Arguments<'a>,
    ) -> Value<'a> {
        match (name, arguments.first().cloned()) {
            ("search" | "match" | "fullmatch" | "findall" | "finditer", Some(text)) => {
                self.searched(regex, &text)
            }
            _ => self.unknown(Reason::Unsupported),
        }
    }

    fn searched(&mut self, regex: &Rc<Regex>, text: &Value<'a>) -> Value<'a> {
        match text {
            Value::Field(field) if field.view == View::Length => self.unknown(Reason::Computed),
            Value::Field(field) => {
                let field = Field {
                    fold_case: field.fold_case || regex.ignore_case,
                    ..Field::clone(field)
                };
                let pattern = match regex.ignore_case {
                    // The flag is a part of what the expression means.
                    true if !regex.pattern.starts_with("(?i)") => format!("(?i){}", regex.pattern),
                    _ => regex.pattern.clone(),
                };
                let found = self.leaf(&field, Operator::RegexMatch, &[Const::Text(pattern)], None);
                Value::choice(found, Value::from(field.seen(View::Match)), Value::NONE())
            }
            Value::Choice(cond, a, b, _) => {
                let (a, b) = (self.searched(regex, a), self.searched(regex, b));
                Value::choice(cond.clone(), a, b)
            }
            Value::Either(options) => {
                let each: Vec<Cond> = options
                    .iter()
                    .map(|option| {
                        let found = self.searched(regex, option);
                        self.truth(&found)
                    })
                    .collect();
                Value::from(Cond::any(each))
            }
            Value::Const(constant, _) if !constant.is_truthy() => Value::NONE(),
            Value::Opaque(unknown) => Value::from(self.unknown_condition(unknown.why)),
            _ => self.unknown(Reason::Computed),
        }
    }

    /// A value matched with each of some globs or networks.
    pub(super) fn matched(&mut self, value: &Value<'a>, patterns: &Value<'a>, kind: Kind) -> Value<'a> {
        match (value, patterns) {
            (Value::Choice(cond, a, b, _), _) => {
                let (a, b) = (self.matched(a, patterns, kind), self.matched(b, patterns, kind));
                Value::choice(cond.clone(), a, b)
            }
            (Value::Either(options), _) => {
                let each: Vec<Value<'a>> = options
                    .iter()
                    .map(|it| self.matched(it, patterns, kind))
                    .collect();
                Value::from(Cond::any(
                    each.iter().map(|it| self.truth(it)).collect::<Vec<_>>(),
                ))
            }
            (Value::Field(field), Value::Const(constant, name)) => match (constant.items(), name) {
                (Some(items), Some(name)) if items.is_empty() => Value::from(self.lookup(field, name)),
                (items, name) => {
                    let items = items.unwrap_or_else(|| vec![Const::clone(constant)]);
                    Value::from(self.matched_field(field, &items, *name, kind))
                }
            },
            (Value::Const(constant, _), _) if !constant.is_truthy() => Value::from(Cond::False),
            (Value::Opaque(_), _) => value.clone(),
            _ => self.unknown(Reason::Computed),
        }
    }

    fn matched_field(&mut self, field: &Field, items: &[Const], name: Option<&'a str>, kind: Kind) -> Cond {
        if kind == Kind::Network {
            return self.leaf(field, Operator::CidrMatch, items, name);
        }
        if field.view != View::Whole {
            return self.unknown_condition(Reason::Computed);
        }
        let patterns: Vec<Pattern> = items
            .iter()
            .filter_map(Const::as_str)
            .map(Pattern::glob)
            .collect();
        if patterns.is_empty() {
            return Cond::False;
        }
        if field.is_element() {
            self.lose(Loss::LoopAsExists);
        }
        let span = self.span();
        let via = name.or_else(|| self.helper());
        let cased = !field.fold_case;
        let logic = Pattern::fold_all(&field.name(), &patterns, Quantifier::Any, cased, |_| span);
        Cond::from(reached(logic, via))
    }

    /// `ip_network(…)`.
    pub(super) fn network(&mut self, value: &Value<'a>) -> Value<'a> {
        match value {
            Value::Const(constant, name) => match constant.to_str() {
                Some(network) => Value::Networks(Rc::new(vec![network]), *name),
                None => self.unknown(Reason::Computed),
            },
            other => other.clone(),
        }
    }

    /// `ip_address(field).is_private` and its like.
    pub(super) fn address_kind(&mut self, field: &Field, name: &str) -> Option<Cond> {
        // What is not private is taken as global.
        let asked = if name == "is_global" { "is_private" } else { name };
        let (kind, networks) = KINDS.iter().find(|(kind, _)| *kind == asked)?;
        self.lose(Loss::KnownHelper);
        let networks: Vec<Const> = networks.iter().copied().map(Const::text).collect();
        let inside = self.leaf(field, Operator::CidrMatch, &networks, Some(kind));
        Some(if name == "is_global" { inside.not() } else { inside })
    }
}

fn reached(logic: Logic, via: Option<&str>) -> Logic {
    match logic {
        Logic::Pred(predicate) => Logic::Pred(predicate.via(via)),
        Logic::Any(parts) => Logic::any(parts.into_iter().map(|part| reached(part, via))),
        other => other,
    }
}

/// Whether `re.IGNORECASE` is among the flags. Flags other than a name that is known are taken to hold it.
fn ignores_case(flags: &Value<'_>) -> bool {
    match flags {
        Value::Library(path) => path
            .split('|')
            .any(|flag| flag.ends_with("IGNORECASE") || flag.ends_with(".I")),
        Value::Const(constant, _) => constant.is_truthy(),
        _ => true,
    }
}
