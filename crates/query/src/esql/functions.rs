//! What the functions of the language do to a value
//! (<https://www.elastic.co/docs/reference/query-languages/esql/esql-functions-operators>). Names are compared
//! in lower case.

use rule::Operator;

/// What a function gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// The value itself, in another type, order or without blanks.
    Same,
    /// The value without its case.
    Folded,
    /// One of several values of the field.
    Part,
    /// How long the value is, or how many there are.
    Length,
    /// A time, a part of one or a difference of two.
    Time,
    /// The first of its arguments that is there.
    First,
}

const EFFECTS: &[(&str, Effect)] = &[
    ("bucket", Effect::Time),
    ("byte_length", Effect::Length),
    ("coalesce", Effect::First),
    ("date_diff", Effect::Time),
    ("date_extract", Effect::Time),
    ("date_format", Effect::Time),
    ("date_parse", Effect::Time),
    ("date_trunc", Effect::Time),
    ("day_name", Effect::Time),
    ("length", Effect::Length),
    ("ltrim", Effect::Same),
    ("month_name", Effect::Time),
    ("mv_count", Effect::Length),
    ("mv_dedupe", Effect::Same),
    ("mv_first", Effect::Part),
    ("mv_last", Effect::Part),
    ("mv_max", Effect::Part),
    ("mv_min", Effect::Part),
    ("mv_slice", Effect::Part),
    ("mv_sort", Effect::Same),
    ("now", Effect::Time),
    ("rtrim", Effect::Same),
    ("tbucket", Effect::Time),
    ("to_boolean", Effect::Same),
    ("to_date_nanos", Effect::Time),
    ("to_dateperiod", Effect::Time),
    ("to_datetime", Effect::Time),
    ("to_double", Effect::Same),
    ("to_integer", Effect::Same),
    ("to_ip", Effect::Same),
    ("to_long", Effect::Same),
    ("to_lower", Effect::Folded),
    ("to_string", Effect::Same),
    ("to_timeduration", Effect::Time),
    ("to_unsigned_long", Effect::Same),
    ("to_upper", Effect::Folded),
    ("to_version", Effect::Same),
    ("trange", Effect::Time),
    ("trim", Effect::Same),
];

/// Functions that are conditions: the first argument is compared with the others.
const CONDITIONS: &[(&str, Operator)] = &[
    ("cidr_match", Operator::CidrMatch),
    ("contains", Operator::Contains),
    ("ends_with", Operator::EndsWith),
    ("match", Operator::Match),
    ("match_phrase", Operator::Match),
    ("mv_contains", Operator::Eq),
    ("mv_intersects", Operator::Eq),
    ("starts_with", Operator::StartsWith),
    ("term", Operator::Eq),
];

/// Aggregates, by the name that thresholds use.
const AGGREGATES: &[(&str, &str)] = &[
    ("any", "any"),
    ("avg", "avg"),
    ("count", "count"),
    ("count_distinct", "distinct_count"),
    ("first", "first"),
    ("last", "last"),
    ("max", "max"),
    ("median", "median"),
    ("median_absolute_deviation", "median_absolute_deviation"),
    ("min", "min"),
    ("percentile", "percentile"),
    ("present", "present"),
    ("sample", "sample"),
    ("std_dev", "stddev"),
    ("sum", "sum"),
    ("top", "top"),
    ("values", "values"),
    ("variance", "variance"),
    ("weighted_avg", "avg"),
];

/// What a function gives, if it stands for its first argument in some way.
pub(super) fn effect(name: &str) -> Option<Effect> {
    find(EFFECTS, name)
}

/// The operator of a function that is a condition.
pub(super) fn condition(name: &str) -> Option<Operator> {
    find(CONDITIONS, name)
}

/// The threshold name of an aggregate. Those over time (`sum_over_time`) go by the plain one's name.
pub(super) fn aggregate(name: &str) -> Option<&'static str> {
    find(AGGREGATES, name.strip_suffix("_over_time").unwrap_or(name))
}

/// Whether the aggregate is over a number of rows, and so zero or more.
pub(super) fn counts(function: &str) -> bool {
    matches!(function, "count" | "distinct_count" | "sum")
}

fn find<T: Copy>(table: &[(&str, T)], name: &str) -> Option<T> {
    table
        .iter()
        .find(|(own, _)| *own == name)
        .map(|(_, value)| *value)
}
