//! Functions of Python's own library.

use rule::{Loss, Reason};

use super::arguments::Arguments;
use super::cond::Cond;
use super::constant::Const;
use super::documents::MAKERS;
use super::interpreter::Interpreter;
use super::patterns::Kind;
use super::times;
use super::value::{Cut, Field, Items, Value, View};

impl<'a> Interpreter<'a> {
    /// `path(arguments)`, the path being a dotted name of the library.
    pub(super) fn library(&mut self, path: &str, arguments: &Arguments<'a>) -> Value<'a> {
        if let Some(time) = times::call(path, arguments) {
            return time;
        }
        let first = arguments.first().cloned();
        let Some(first) = first else {
            return self.without_arguments(path);
        };
        match path {
            "any" => Value::from(self.some_of(&first)),
            "all" => Value::from(self.all_of(&first)),
            "bool" => Value::from(self.truth(&first)),
            "len" => self.length_of(&first),
            "str" | "int" | "float" => self.converted(path, &first),
            "set" | "list" | "tuple" | "sorted" | "frozenset" | "iter" | "reversed" | "dict" => {
                self.collected(&first)
            }
            "isinstance" => Value::from(self.has_type(&first, arguments.get(1))),
            "issubclass" | "hasattr" | "callable" => self.type_check(),
            "getattr" => match arguments.get(1) {
                Some(name) => self.path(&first, std::slice::from_ref(name), arguments.get(2)),
                None => self.unknown(Reason::Unsupported),
            },
            "next" => self.next_of(&first),
            "map" | "filter" => self.mapped(path == "map", &first, arguments.get(1)),
            "enumerate" => self.enumerated(&first),
            "re.match" | "re.search" | "re.fullmatch" | "re.findall" | "re.finditer" => {
                self.search(arguments)
            }
            "re.compile" => self.compiled(arguments),
            "shlex.split" => self.words(&first),
            "urllib.parse.unquote" | "urllib.parse.unquote_plus" | "base64.b64decode" => {
                self.lose(Loss::Encoded);
                first
            }
            "json.loads" => match &first {
                Value::Const(text, name) => match text.as_str().and_then(Const::from_json) {
                    Some(document) => Value::Const(document.into(), *name),
                    None => self.unknown(Reason::Computed),
                },
                _ => first,
            },
            "re.escape" | "copy.deepcopy" | "copy.copy" => first,
            "fnmatch.fnmatch" | "fnmatch.fnmatchcase" => match arguments.either(1, "pat").cloned() {
                Some(patterns) => self.matched(&first, &patterns, Kind::Glob),
                None => self.unknown(Reason::Unsupported),
            },
            "ipaddress.ip_address" | "ipaddress.IPv4Address" | "ipaddress.IPv6Address" => first,
            "ipaddress.ip_network" | "ipaddress.IPv4Network" | "ipaddress.IPv6Network" => {
                self.network(&first)
            }
            _ if MAKERS.contains(&path) => {
                self.lose(Loss::KnownHelper);
                first
            }
            "print" => Value::NONE(),
            _ => self.unknown(why_missing(path)),
        }
    }

    fn type_check(&mut self) -> Value<'a> {
        self.lose(Loss::NoExceptions);
        Value::from(Cond::Silent)
    }

    /// `isinstance(value, types)`: known of constants; nothing that runs is a mock of a test.
    fn has_type(&mut self, value: &Value<'a>, types: Option<&Value<'a>>) -> Cond {
        let names: Vec<&str> = match types {
            Some(Value::Library(name)) => vec![name],
            Some(Value::List(parts)) => parts.iter().filter_map(library_name).collect(),
            _ => Vec::new(),
        };
        if !names.is_empty() && names.iter().all(|name| name.ends_with("Mock")) {
            return Cond::False;
        }
        match (value, constant_types(value)) {
            (Value::Choice(cond, a, b, _), _) => {
                let (a, b) = (self.has_type(a, types), self.has_type(b, types));
                cond.either(a, b)
            }
            (_, Some(known)) if !names.is_empty() => {
                let last = |name: &&str| name.rsplit('.').next().is_some_and(|last| known.contains(&last));
                names.iter().any(last).into()
            }
            _ => {
                self.lose(Loss::NoExceptions);
                Cond::Silent
            }
        }
    }

    fn without_arguments(&mut self, path: &str) -> Value<'a> {
        match path {
            "set" | "list" | "tuple" | "frozenset" => Value::from(Const::List(Vec::new())),
            "dict" => Value::from(Const::Dict(Vec::new())),
            "str" => Value::from(Const::text("")),
            _ => self.unknown(why_missing(path)),
        }
    }

    fn length_of(&mut self, value: &Value<'a>) -> Value<'a> {
        match value {
            Value::Field(field) if field.view == View::Whole => Value::from(Field {
                default: None,
                ..field.seen(View::Length)
            }),
            Value::Field(field) => match &field.view {
                View::Keys => Value::from(Field::new(field.path.clone()).seen(View::Length)),
                View::Pieces(Some(separator), _) => Value::from(field.seen(View::Count(separator.clone()))),
                View::Match => Value::from(Const::Int(1)),
                _ => self.unknown(Reason::Computed),
            },
            Value::Const(constant, _) => match constant.len().and_then(|len| i64::try_from(len).ok()) {
                Some(len) => Value::from(Const::Int(len)),
                None => Value::from(Const::Int(0)),
            },
            Value::Choice(cond, a, b, _) => {
                let (a, b) = (self.length_of(a), self.length_of(b));
                Value::choice(cond.clone(), a, b)
            }
            // A part that stands for any number of elements.
            Value::List(parts)
                if parts
                    .iter()
                    .any(|part| matches!(part, Value::Field(field) if field.is_element())) =>
            {
                let entries = parts.iter().map(|part| (part.clone(), Cond::True)).collect();
                Value::Items(std::rc::Rc::new(Items { entries, open: true }))
            }
            Value::List(parts) => {
                i64::try_from(parts.len()).map_or_else(|_| Value::NONE(), |n| Value::from(Const::Int(n)))
            }
            Value::Dict(entries) => {
                let keys: Vec<Value<'a>> = entries.iter().map(|(key, _)| key.clone()).collect();
                let open = keys.iter().any(|key| key.constant().is_none());
                let entries = keys.into_iter().map(|key| (key, Cond::True)).collect();
                Value::Items(std::rc::Rc::new(Items { entries, open }))
            }
            Value::Items(_) | Value::Opaque(_) => value.clone(),
            Value::Either(options) => Value::Either(std::rc::Rc::new(
                options.iter().map(|it| self.length_of(it)).collect(),
            )),
            _ => self.unknown(Reason::Computed),
        }
    }

    /// A command line, split at blanks.
    fn words(&mut self, value: &Value<'a>) -> Value<'a> {
        match value {
            Value::Field(field) if field.view == View::Whole => {
                Value::from(field.seen(View::Pieces(Some(" ".to_owned()), Cut::Everywhere)))
            }
            Value::Opaque(_) => value.clone(),
            _ => self.unknown(Reason::Computed),
        }
    }

    fn converted(&mut self, path: &str, value: &Value<'a>) -> Value<'a> {
        let Value::Const(constant, _) = value else {
            return value.clone();
        };
        let result = match (path, &**constant) {
            ("str", constant) => constant.to_str().map(Const::Text),
            ("int", Const::Text(text)) => text.trim().parse().ok().map(Const::Int),
            #[allow(clippy::cast_possible_truncation)]
            ("int", Const::Float(n)) => Some(Const::Int(*n as i64)),
            ("float", Const::Text(text)) => text.trim().parse().ok().map(Const::Float),
            (_, constant) => constant.number().map(|_| constant.clone()),
        };
        result.map_or_else(|| self.unknown(Reason::Computed), Value::from)
    }
}

fn library_name<'v>(value: &'v Value<'_>) -> Option<&'v str> {
    match value {
        Value::Library(name) => Some(name),
        _ => None,
    }
}

/// The types a value that is written down belongs to.
fn constant_types(value: &Value<'_>) -> Option<&'static [&'static str]> {
    match value {
        Value::Const(constant, _) => Some(match **constant {
            Const::None => &["NoneType"],
            Const::Bool(_) => &["bool", "int"],
            Const::Int(_) => &["int"],
            Const::Float(_) => &["float"],
            Const::Text(_) => &["str"],
            Const::List(_) => &[
                "list",
                "tuple",
                "set",
                "frozenset",
                "Sequence",
                "Iterable",
                "List",
            ],
            Const::Dict(_) => &["dict", "Mapping", "Dict"],
        }),
        Value::List(_) => Some(&["list", "tuple", "set", "Sequence", "Iterable", "List"]),
        Value::Dict(_) => Some(&["dict", "Mapping", "Dict"]),
        _ => None,
    }
}

/// Why a function that is not written down is not followed.
pub(super) fn why_missing(path: &str) -> Reason {
    let root = path.split('.').next().unwrap_or_default();
    match root {
        "panther_detection_helpers" | "panther_oss_helpers" | "time" | "random" => Reason::ControlFlow,
        "datetime" | "dateutil" | "json" | "base64" | "hashlib" | "math" | "shlex" | "urllib"
        | "statistics" => Reason::Computed,
        "max" | "min" | "sum" | "abs" | "round" | "ord" | "chr" | "hash" | "zip" | "range" | "type"
        | "re" => Reason::Computed,
        _ => Reason::Undefined,
    }
}
