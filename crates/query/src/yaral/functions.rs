//! What the functions of the language do to a value
//! (<https://docs.cloud.google.com/chronicle/docs/yara-l/functions>). Names are compared in lower case.

use rule::{Loss, Operator};

/// What a function gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// The value itself, in another type or without blanks.
    Same,
    /// The value without its case.
    Folded,
    /// Something made of a part of the value, or of its encoding.
    Lossy(Loss),
    /// The first of several values that is there.
    First,
    /// How long the value is.
    Length,
    /// A time, or a part of one.
    Time,
}

const EFFECTS: &[(&str, Effect)] = &[
    ("arrays.index_to_float", Effect::Same),
    ("arrays.index_to_int", Effect::Same),
    ("arrays.index_to_str", Effect::Same),
    ("arrays.join_string", Effect::Same),
    ("arrays.length", Effect::Length),
    ("arrays.size", Effect::Length),
    ("bytes.to_base64", Effect::Lossy(Loss::Encoded)),
    ("cast.as_bool", Effect::Same),
    ("cast.as_float", Effect::Same),
    ("cast.as_int", Effect::Same),
    ("cast.as_string", Effect::Same),
    ("cast.as_uint", Effect::Same),
    ("math.abs", Effect::Lossy(Loss::PartOfValue)),
    ("math.ceil", Effect::Lossy(Loss::PartOfValue)),
    ("math.floor", Effect::Lossy(Loss::PartOfValue)),
    ("math.round", Effect::Lossy(Loss::PartOfValue)),
    ("re.capture", Effect::Lossy(Loss::PartOfValue)),
    ("re.capture_all", Effect::Lossy(Loss::PartOfValue)),
    ("re.replace", Effect::Lossy(Loss::PartOfValue)),
    ("strings.base64_decode", Effect::Lossy(Loss::Encoded)),
    ("strings.coalesce", Effect::First),
    ("strings.extract_domain", Effect::Lossy(Loss::PartOfValue)),
    ("strings.extract_hostname", Effect::Lossy(Loss::PartOfValue)),
    ("strings.from_base64", Effect::Lossy(Loss::Encoded)),
    ("strings.from_hex", Effect::Lossy(Loss::Encoded)),
    ("strings.length", Effect::Length),
    ("strings.ltrim", Effect::Same),
    ("strings.rtrim", Effect::Same),
    ("strings.split", Effect::Lossy(Loss::PartOfValue)),
    ("strings.substr", Effect::Lossy(Loss::PartOfValue)),
    ("strings.to_lower", Effect::Folded),
    ("strings.to_upper", Effect::Folded),
    ("strings.trim", Effect::Same),
    ("strings.url_decode", Effect::Lossy(Loss::Encoded)),
];

/// The functions that are conditions, and the operator of each: the first argument is compared with the
/// second. `re.regex` finds its pattern anywhere in the value.
const CONDITIONS: &[(&str, Operator)] = &[
    ("arrays.contains", Operator::Eq),
    ("net.ip_in_range_cidr", Operator::CidrMatch),
    ("re.regex", Operator::RegexMatch),
    ("strings.contains", Operator::Contains),
    ("strings.ends_with", Operator::EndsWith),
    ("strings.starts_with", Operator::StartsWith),
];

/// Aggregates of `outcome`, by the name that thresholds use.
const AGGREGATES: &[(&str, &str)] = &[
    ("array", "count"),
    ("array_distinct", "distinct_count"),
    ("avg", "avg"),
    ("count", "count"),
    ("count_distinct", "distinct_count"),
    ("earliest", "min"),
    ("latest", "max"),
    ("max", "max"),
    ("min", "min"),
    ("stddev", "stddev"),
    ("sum", "sum"),
];

/// What a function gives, if it stands for its first argument in some way.
pub(super) fn effect(name: &str) -> Option<Effect> {
    if name.starts_with("timestamp.") {
        return Some(Effect::Time);
    }
    find(EFFECTS, name)
}

/// The operator of a function that is a condition.
pub(super) fn condition(name: &str) -> Option<Operator> {
    find(CONDITIONS, name)
}

/// The threshold name of an aggregate.
pub(super) fn aggregate(name: &str) -> Option<&'static str> {
    find(AGGREGATES, name)
}

fn find<T: Copy>(table: &[(&str, T)], name: &str) -> Option<T> {
    table
        .iter()
        .find(|(own, _)| *own == name)
        .map(|(_, value)| *value)
}
