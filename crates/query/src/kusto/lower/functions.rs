//! The built-in scalar and aggregate functions, by what their result has to do with a field
//! (<https://learn.microsoft.com/kusto/query/scalar-functions>,
//! <https://learn.microsoft.com/kusto/query/aggregation-functions>).

/// What a function makes of its arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    /// The argument at this position, converted without loss.
    Same(usize),
    /// The argument, its case folded.
    Fold,
    /// A part of the argument at this position.
    Part(usize),
    /// A part of the last argument.
    PartOfLast,
    /// A decoded or encoded form of the argument.
    Decoded,
    /// The argument in the row before or after.
    Neighbour,
    /// Several arguments joined to one text.
    Joined,
    /// The first argument that is not empty.
    First,
    /// A length.
    Length,
    /// A point in time, a span or the number of a row.
    Time,
    /// A list of all arguments.
    List,
    /// An aggregate, called so in a threshold.
    Aggregate(&'static str),
    /// An aggregate that collects or picks values of its argument at this position.
    Collect(usize, &'static str),
}

use Family::{
    Aggregate, Collect, Decoded, First, Fold, Joined, Length, List, Neighbour, Part, PartOfLast, Same, Time,
};

/// Names by family.
const FAMILIES: &[(Family, &[&str])] = &[
    (
        Same(0),
        &[
            "tostring",
            "todynamic",
            "parse_json",
            "parsejson",
            "toobject",
            "toint",
            "tolong",
            "toreal",
            "todouble",
            "tofloat",
            "todecimal",
            "tobool",
            "toboolean",
            "toguid",
            "parse_xml",
            "dynamic_to_json",
            "array_sort_asc",
            "array_sort_desc",
            "identity",
            "toscalar",
            "materialize",
            "round",
            "floor",
            "bin",
            "bin_at",
            "ceiling",
            "abs",
            "row_window_session",
        ],
    ),
    (Same(1), &["trim", "trim_start", "trim_end"]),
    (Fold, &["tolower", "toupper"]),
    (
        Part(0),
        &[
            "split",
            "substring",
            "parse_url",
            "parse_urlquery",
            "parse_path",
            "parse_user_agent",
            "parse_command_line",
            "parse_csv",
            "parse_version",
            "replace_string",
            "replace_strings",
            "replace_regex",
            "strcat_array",
            "reverse",
            "bag_keys",
            "array_slice",
            "array_split",
            "format_ipv4",
            "format_ipv4_mask",
            "parse_ipv4",
            "parse_ipv6",
            "zip",
            "bag_remove_keys",
            "array_reverse",
            "bag_merge",
            "set_difference",
            "set_intersect",
            "geo_info_from_ip_address",
            "treepath",
        ],
    ),
    (Part(1), &["extractjson", "extract_json"]),
    (Part(2), &["extract", "replace", "translate"]),
    (PartOfLast, &["extract_all", "extractall"]),
    (
        Decoded,
        &[
            "url_decode",
            "url_encode",
            "url_encode_component",
            "base64_encode_tostring",
            "base64_encodestring",
            "base64_decode_tostring",
            "base64_decodestring",
            "base64_decode_toarray",
            "base64_decode_toguid",
            "unicode_codepoints_to_string",
            "make_string",
        ],
    ),
    (Neighbour, &["prev", "next"]),
    (Joined, &["strcat", "strcat_delim"]),
    (First, &["coalesce", "max_of", "min_of"]),
    (Length, &["strlen", "array_length", "arraylength", "string_size"]),
    (
        Time,
        &[
            "ago",
            "row_number",
            "row_rank_dense",
            "row_rank_min",
            "now",
            "todatetime",
            "totimespan",
            "make_datetime",
            "make_timespan",
            "ingestion_time",
            "hourofday",
            "getmonth",
            "getyear",
            "monthofyear",
            "week_of_year",
            "weekofyear",
            "dayofweek",
            "dayofmonth",
            "dayofyear",
            "startofday",
            "startofweek",
            "startofmonth",
            "startofyear",
            "endofday",
            "endofweek",
            "endofmonth",
            "endofyear",
            "datetime_add",
            "datetime_diff",
            "datetime_part",
            "datetime_local_to_utc",
            "datetime_utc_to_local",
            "format_datetime",
            "format_timespan",
            "unixtime_seconds_todatetime",
            "unixtime_milliseconds_todatetime",
            "unixtime_microseconds_todatetime",
            "unixtime_nanoseconds_todatetime",
        ],
    ),
    (List, &["pack_array", "array_concat", "set_union"]),
    (Aggregate("count"), &["count"]),
    (
        Aggregate("distinct_count"),
        &["dcount", "count_distinct", "hll", "dcount_hll"],
    ),
    (Aggregate("countif"), &["countif", "count_distinctif"]),
    (Aggregate("dcountif"), &["dcountif"]),
    (Aggregate("sum"), &["sum"]),
    (Aggregate("sumif"), &["sumif"]),
    (Aggregate("avg"), &["avg"]),
    (Aggregate("avgif"), &["avgif"]),
    (Aggregate("min"), &["min", "minif"]),
    (Aggregate("max"), &["max", "maxif"]),
    (Aggregate("stdev"), &["stdev", "stdevp", "stdevif"]),
    (Aggregate("variance"), &["variance", "variancep", "varianceif"]),
    (
        Aggregate("percentile"),
        &["percentile", "percentiles", "percentilew", "percentilesw"],
    ),
    (
        Collect(0, "distinct_count"),
        &[
            "make_set",
            "makeset",
            "make_set_if",
            "make_bag",
            "make_bag_if",
            "any",
            "anyif",
            "take_any",
            "take_anyif",
        ],
    ),
    (
        Collect(0, "count"),
        &["make_list", "makelist", "make_list_if", "make_list_with_nulls"],
    ),
    (
        Collect(1, "distinct_count"),
        &["arg_max", "arg_min", "argmax", "argmin"],
    ),
];

/// The family of a built-in function.
pub(super) fn family(name: &str) -> Option<Family> {
    FAMILIES
        .iter()
        .find(|(_, names)| names.contains(&name))
        .map(|(family, _)| *family)
}

/// Functions of a table that are built into Sentinel or the language; any other function that is not known
/// is one of the workspace when it stands where a table belongs.
pub(super) fn gives_table(name: &str) -> bool {
    const TABLES: &[&str] = &[
        "table",
        "_getwatchlist",
        "workspace",
        "database",
        "cluster",
        "app",
        "resource",
    ];
    const PARSERS: &[&str] = &["_im_", "_asim_", "_vim_", "im", "asim", "vim"];
    let lower = name.to_ascii_lowercase();
    let is_parser = PARSERS.iter().any(|prefix| {
        let rest = name.get(prefix.len()..).filter(|_| lower.starts_with(prefix));
        rest.is_some_and(|rest| rest.starts_with(char::is_uppercase) || prefix.starts_with('_'))
    });
    let is_lookup = lower.starts_with("_asim_lookup") || lower.starts_with("_asim_res");
    TABLES.contains(&lower.as_str()) || (is_parser && !is_lookup)
}

/// Columns that hold the time of an event: conditions on them are windows.
pub(super) fn is_time_column(path: &str) -> bool {
    const NAMES: &[&str] = &[
        "timegenerated",
        "timestamp",
        "ingestion_time",
        "starttime",
        "starttimeutc",
        "endtime",
        "endtimeutc",
        "eventtime",
        "createddatetime",
        "time",
        "_time",
    ];
    NAMES.contains(&path.to_ascii_lowercase().as_str())
}

/// Whether a name sounds like a time; two such columns compared with each other make a window.
pub(super) fn sounds_like_time(path: &str) -> bool {
    const ENDINGS: &[&str] = &[
        "time",
        "timestamp",
        "timegenerated",
        "date",
        "seen",
        "utc",
        "start",
        "end",
    ];
    let lower = path.to_ascii_lowercase();
    let word = lower.trim_end_matches(|c: char| c.is_ascii_digit() || c == '_');
    ENDINGS.iter().any(|ending| word.ends_with(ending)) || is_time_column(word)
}
