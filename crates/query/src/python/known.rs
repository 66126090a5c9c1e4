//! Helpers of Panther's own library that are read from a table rather than from their text: accessors whose
//! text is type checks and loops around one simple meaning
//! (<https://github.com/panther-labs/panther-analysis/tree/main/global_helpers>).

use rule::{Loss, Operator};

use super::arguments::Arguments;
use super::cond::Cond;
use super::constant::Const;
use super::interpreter::Interpreter;
use super::patterns::Kind;
use super::times;
use super::value::{Field, Items, Key, Value};

/// What a helper does with its arguments.
enum Helper {
    /// The path of keys below the first argument.
    Path,
    /// The first argument, in another form.
    Itself,
    /// The field of that name, which the helper parses, or a resource it looks up elsewhere.
    Field(&'static str),
    /// The field named by the second argument.
    EventField,
    /// The value of a name in a list of names and values.
    Parameter,
    /// Globs.
    Globs,
    /// Networks.
    Networks,
    /// A key of the elements whose other key has a value.
    Where,
}

/// Helpers by name.
const HELPERS: &[(&str, Helper)] = &[
    ("deep_get", Helper::Path),
    ("deep_walk", Helper::Path),
    ("gsuite_parameter_lookup", Helper::Parameter),
    ("param_lookup", Helper::Parameter),
    ("azure_parse_json_string", Helper::Itself),
    ("listify", Helper::Itself),
    (
        "box_parse_additional_details",
        Helper::Field("additional_details"),
    ),
    (
        "deserialize_administrator_log_event_description",
        Helper::Field("description"),
    ),
    ("get_crowdstrike_field", Helper::EventField),
    ("resource_lookup", Helper::Field("resource_lookup")),
    ("pattern_match", Helper::Globs),
    ("pattern_match_list", Helper::Globs),
    ("is_ip_in_network", Helper::Networks),
    ("get_val_from_list", Helper::Where),
];

/// What a known helper gives; `None` for any other function.
pub(super) fn call<'a>(it: &mut Interpreter<'a>, name: &str, arguments: &Arguments<'a>) -> Option<Value<'a>> {
    if times::is_own_reader(name) {
        return arguments.first().map(|first| times::read(name, first));
    }
    let (_, helper) = HELPERS.iter().find(|(known, _)| *known == name)?;
    let first = arguments.first()?.clone();
    let keys = arguments.positional.get(1..).unwrap_or_default();
    let default = arguments.named("default");
    match helper {
        Helper::Path => return Some(it.path(&first, keys, default)),
        Helper::Globs => {
            let patterns = arguments
                .positional
                .get(1)
                .or_else(|| arguments.keywords.first().map(|(_, v)| v))?;
            return Some(it.matched(&first, &patterns.clone(), Kind::Glob));
        }
        Helper::Networks => return Some(it.matched(&first, keys.first()?, Kind::Network)),
        _ => it.lose(Loss::KnownHelper),
    }
    match helper {
        Helper::Itself => Some(first),
        Helper::Field(name) => Some(Value::from(Field::new(vec![Key::Name((*name).to_owned())]))),
        Helper::EventField => Some(it.path(&Value::Event, keys.get(..1)?, default)),
        Helper::Parameter => Some(it.path(&first, keys, default)),
        Helper::Where => where_equal(it, &first, keys),
        Helper::Path | Helper::Globs | Helper::Networks => None,
    }
}

/// `[item[key] for item in list if item[other] == value]`.
fn where_equal<'a>(it: &mut Interpreter<'a>, list: &Value<'a>, keys: &[Value<'a>]) -> Option<Value<'a>> {
    let (Value::Field(list), [key, other, value]) = (list, keys) else {
        return None;
    };
    let element = it.element(list);
    let Value::Field(other) = it.get(&element, other) else {
        return None;
    };
    let wanted: Vec<Const> = value.constant().into_iter().cloned().collect();
    let cond: Cond = it.leaf(&other, Operator::Eq, &wanted, None);
    let found = it.get(&element, key);
    Some(Value::Items(std::rc::Rc::new(Items {
        entries: vec![(found, cond)],
        open: true,
    })))
}
