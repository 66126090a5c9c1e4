//! Functions to operands (<https://docs.snowflake.com/en/sql-reference/functions-all>).

use sqlparser::ast::{Expr, Function, FunctionArguments, WindowType};

use rule::Logic;

use super::call;
use super::lowering::Lowering;
use super::operand::{Aggregate, Operand, Part};
use super::scope::{Scope, below};

/// What a function does with its arguments.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Meaning {
    /// Its first argument in another form.
    Itself,
    /// Its first argument, in one case.
    FoldsCase,
    /// How long its first argument is.
    Length,
    /// The first of its arguments that is not null.
    First,
    /// The key its second argument names.
    Key,
    /// A path of keys.
    Path,
    /// A piece of a split text.
    Piece,
    /// The start, the end or some part of a text.
    Start,
    End,
    Inside,
    /// What a regular expression finds, and how often or where.
    Found,
    Count,
    /// Where a text stands in another: needle first, or second.
    Needle,
    /// A moment or a span of time.
    Time,
    /// A condition's two results.
    If,
    /// A list of its arguments.
    List,
    /// An aggregate over rows.
    Aggregate,
    /// The place of a row among others.
    Rank,
}

/// Functions by name.
const FUNCTIONS: &[(&[&str], Meaning)] = &[
    (
        &[
            "to_varchar",
            "to_char",
            "to_json",
            "to_number",
            "to_numeric",
            "to_decimal",
            "to_double",
            "to_boolean",
            "try_to_number",
            "try_to_double",
            "try_to_boolean",
            "trim",
            "ltrim",
            "rtrim",
            "parse_json",
            "try_parse_json",
            "to_variant",
            "to_array",
            "to_object",
            "as_varchar",
            "as_char",
            "as_array",
            "as_object",
            "as_integer",
            "strip_null_value",
            "zeroifnull",
            "array_distinct",
            "array_compact",
            "any_value",
            "array_to_string",
            "try_cast",
            "parse_ip",
            "parse_url",
            "nullif",
        ],
        Meaning::Itself,
    ),
    (
        &["lower", "upper", "initcap", "lcase", "ucase"],
        Meaning::FoldsCase,
    ),
    (
        &[
            "len",
            "length",
            "char_length",
            "array_size",
            "array_length",
            "octet_length",
        ],
        Meaning::Length,
    ),
    (&["coalesce", "nvl", "ifnull"], Meaning::First),
    (&["get", "get_ignore_case"], Meaning::Key),
    (&["get_path", "json_extract_path_text"], Meaning::Path),
    (&["split_part", "strtok"], Meaning::Piece),
    (&["left"], Meaning::Start),
    (&["right"], Meaning::End),
    (
        &["substr", "substring", "split", "replace", "regexp_replace"],
        Meaning::Inside,
    ),
    (&["regexp_substr", "regexp_extract"], Meaning::Found),
    (&["regexp_count", "regexp_instr"], Meaning::Count),
    (&["charindex", "position", "locate", "instr"], Meaning::Needle),
    (
        &[
            "dateadd",
            "timeadd",
            "timestampadd",
            "date_add",
            "date_sub",
            "datediff",
            "timediff",
            "timestampdiff",
            "date_trunc",
            "time_slice",
            "current_timestamp",
            "p_current_timestamp",
            "current_date",
            "current_time",
            "sysdate",
            "getdate",
            "now",
            "to_timestamp",
            "to_timestamp_ntz",
            "to_timestamp_ltz",
            "to_timestamp_tz",
            "try_to_timestamp",
            "to_date",
            "try_to_date",
            "date",
            "to_time",
            "date_part",
            "hour",
            "day",
            "dayofweek",
            "dayname",
            "last_day",
            "add_months",
            "convert_timezone",
            "timestamp_ntz_from_parts",
            "interval",
        ],
        Meaning::Time,
    ),
    (&["iff", "if"], Meaning::If),
    (&["array_construct", "array_construct_compact"], Meaning::List),
    (
        &[
            "count",
            "count_if",
            "sum",
            "avg",
            "min",
            "max",
            "median",
            "stddev",
            "variance",
            "array_agg",
            "listagg",
            "array_unique_agg",
            "approx_count_distinct",
            "hll",
            "mode",
            "percentile_cont",
            "object_agg",
            "booland_agg",
            "boolor_agg",
            "array_union_agg",
        ],
        Meaning::Aggregate,
    ),
    (
        &[
            "row_number",
            "rank",
            "dense_rank",
            "percent_rank",
            "ntile",
            "first_value",
            "last_value",
            "lag",
            "lead",
        ],
        Meaning::Rank,
    ),
];

impl Lowering<'_> {
    /// What a function call stands for.
    pub(super) fn function(&mut self, function: &Function, scope: &Scope) -> Operand {
        let name = call::name(function);
        let meaning = FUNCTIONS
            .iter()
            .find(|(names, _)| names.contains(&name.as_str()))
            .map(|(_, meaning)| *meaning);
        let args = call::expressions(function);
        match meaning {
            Some(Meaning::Time) => Operand::Time,
            Some(Meaning::Rank) => Operand::Rank,
            Some(Meaning::Aggregate) => self.aggregate(&name, function, scope),
            Some(Meaning::If) => self.if_else(&args, scope),
            Some(Meaning::First) => {
                Operand::First(args.iter().map(|arg| self.operand(arg, scope)).collect()).settled()
            }
            Some(Meaning::List) => Operand::List(args.iter().map(|arg| self.operand(arg, scope)).collect()),
            Some(meaning) => match args.first() {
                Some(first) => {
                    let first = self.operand(first, scope);
                    let second = args.get(1).map(|arg| self.operand(arg, scope));
                    let third = args.get(2).map(|arg| self.operand(arg, scope));
                    transformed(meaning, first, second.as_ref(), third.as_ref())
                }
                None => Operand::Unknown,
            },
            None => match self.predicate_function(function, &Expr::Function(function.clone()), scope) {
                Some(logic) => Operand::Truth(logic),
                None => Operand::Unknown,
            },
        }
    }

    fn if_else(&mut self, args: &[&Expr], scope: &Scope) -> Operand {
        let [cond, then, otherwise] = args else {
            return Operand::Unknown;
        };
        let nested = std::mem::replace(&mut self.nested, true);
        let cond = self.condition(cond, scope);
        self.nested = nested;
        let (then, otherwise) = (self.operand(then, scope), self.operand(otherwise, scope));
        Operand::Branches(vec![(cond, then), (Logic::TRUE, otherwise)])
    }

    fn aggregate(&mut self, name: &str, function: &Function, scope: &Scope) -> Operand {
        let of = call::expressions(function)
            .first()
            .map(|arg| match self.operand(arg, scope) {
                Operand::Column(column) => column.path,
                _ => arg.to_string(),
            });
        let distinct = call::is_distinct(function)
            || matches!(name, "approx_count_distinct" | "hll" | "array_unique_agg");
        let function_name = match (name, distinct) {
            ("count" | "approx_count_distinct" | "hll" | "array_unique_agg", true) => "distinct_count",
            ("array_agg" | "listagg", true) => "distinct_values",
            ("array_agg" | "listagg", false) => "values",
            ("count_if", _) => "count",
            _ => name,
        };
        let by = match &function.over {
            Some(WindowType::WindowSpec(window)) => self.partition(&window.partition_by, scope),
            Some(WindowType::NamedWindow(_)) => Vec::new(),
            None => scope.by.clone(),
        };
        let plain_count = name == "count"
            && (matches!(function.args, FunctionArguments::None) || of.as_deref() == Some("1"));
        Operand::Aggregate(Aggregate {
            function: function_name.to_owned(),
            of: of.filter(|_| !plain_count),
            by,
        })
    }

    fn partition(&mut self, by: &[Expr], scope: &Scope) -> Vec<String> {
        let each = by.iter().map(|expr| match self.operand(expr, scope) {
            Operand::Column(column) => column.path,
            _ => expr.to_string(),
        });
        each.collect()
    }
}

impl Operand {
    /// A choice of one is that one; literals that only stand in for null are none.
    fn settled(self) -> Operand {
        match self {
            Operand::First(mut parts) => {
                let is_filler = |part: &Operand| {
                    matches!(part, Operand::Null)
                        || part
                            .literal()
                            .is_some_and(|text| matches!(text, "" | "0" | "false"))
                };
                if parts.len() > 1 && parts.iter().any(|part| !is_filler(part)) {
                    parts.retain(|part| !is_filler(part));
                }
                if parts.len() == 1 {
                    parts.remove(0)
                } else {
                    Operand::First(parts)
                }
            }
            other => other,
        }
    }
}

fn transformed(
    meaning: Meaning,
    first: Operand,
    second: Option<&Operand>,
    third: Option<&Operand>,
) -> Operand {
    let text = |operand: Option<&Operand>| operand.and_then(Operand::literal).map(str::to_owned);
    match meaning {
        Meaning::Itself => first,
        Meaning::FoldsCase => first.map(&|mut column| {
            column.fold_case = true;
            Operand::Column(column)
        }),
        Meaning::Length => match first {
            Operand::Aggregate(aggregate) => Operand::Aggregate(Aggregate {
                function: match aggregate.function.as_str() {
                    "distinct_values" => "distinct_count".to_owned(),
                    "values" => "count".to_owned(),
                    _ => aggregate.function,
                },
                ..aggregate
            }),
            truth @ Operand::Truth(_) => truth,
            other => seen(other, Part::Length),
        },
        Meaning::Key | Meaning::Path => match text(second) {
            Some(path) => below(first, &path.split('.').collect::<Vec<_>>()),
            None => Operand::Unknown,
        },
        Meaning::Piece => match text(third).as_deref() {
            Some("1" | "0") => seen(first, Part::Start(text(second))),
            Some("-1") => seen(first, Part::End(text(second))),
            _ => seen(first, Part::Inside),
        },
        Meaning::Start => seen(first, Part::Start(None)),
        Meaning::End => seen(first, Part::End(None)),
        Meaning::Inside => seen(first, Part::Inside),
        Meaning::Found => text(second).map_or(Operand::Unknown, |pattern| seen(first, Part::Found(pattern))),
        Meaning::Count => text(second).map_or(Operand::Unknown, |pattern| seen(first, Part::Count(pattern))),
        Meaning::Needle => match (first, second) {
            (Operand::Literal(needle), Some(within)) => {
                seen(within.clone(), Part::Count(super::scalar::regex_escaped(&needle)))
            }
            _ => Operand::Unknown,
        },
        _ => Operand::Unknown,
    }
}

fn seen(operand: Operand, part: Part) -> Operand {
    operand.map(&|column| Operand::Column(column.seen(part.clone())))
}
