//! Commands that aggregate: `stats` and its kin, `tstats`, `mstats`, `transaction`, `bin`.

use std::rc::Rc;

use rule::Span;

use super::flow::{Branch, Flow};
use super::tags::Tag;
use super::value::{Aggregate, Value};
use crate::spl::args::{Arg, Kind, args, names};
use crate::spl::eval;
use crate::spl::pipeline::Stage;

/// A threshold names at most this many fields that it is grouped by.
const MAX_GROUPS: usize = 64;

/// Aggregates whose result is a value of the field.
const VALUES: &[&str] = &["values", "list", "first", "last", "earliest", "latest", "mode"];

impl Flow<'_> {
    /// `stats count(x) as n by host` and commands of that shape.
    pub(super) fn stats(&mut self, stage: &Stage) {
        let found = args(self.text.as_str(), stage.body);
        for (name, value) in found.iter().filter_map(Arg::option) {
            if matches!(name, "span" | "time_window") {
                self.window = window(value);
            }
        }
        let groups = found.iter().position(is_by).unwrap_or(found.len());
        let by = names(found.get(groups + 1..).unwrap_or_default());
        self.aggregates(&found[..groups], &by);
        let keeps_rows = matches!(stage.command.as_str(), "eventstats" | "streamstats");
        if !keeps_rows && !found.iter().any(|arg| arg.text.contains('*')) {
            self.columns.close();
        }
        if stage.command == "stats" {
            self.output = by.iter().take(MAX_GROUPS).cloned().collect();
        }
        self.group(by);
    }

    /// `tstats count from datamodel=X where … by …`, `mstats avg(x) where … by …`.
    pub(super) fn tstats(&mut self, stage: &Stage) {
        let found = args(self.text.as_str(), stage.body);
        let at = |keyword: fn(&Arg) -> bool| found.iter().position(keyword).unwrap_or(found.len());
        let from = at(|arg| arg.is("from"));
        let by_at = at(is_by);
        let filter_at = at(|arg| arg.is("where")).min(by_at);
        let groups = found.get(by_at + 1..).unwrap_or_default();
        if let Some((_, span)) = groups
            .iter()
            .filter_map(Arg::option)
            .find(|(name, _)| *name == "span")
        {
            self.window = window(span);
        }
        let appends = found.iter().filter_map(Arg::option).any(|(name, value)| {
            name.eq_ignore_ascii_case("append") && value.to_ascii_lowercase().starts_with('t')
        });
        let by = names(groups);
        let before = (appends && !self.is_base).then(|| std::mem::take(&mut self.branches));
        let is_base = std::mem::replace(&mut self.is_base, true);
        if before.is_some() {
            self.branches.push(Branch::default());
        }
        self.data_clause(found.get(from + 1..filter_at).unwrap_or_default());
        if let Some(arg) = found.get(filter_at).filter(|_| filter_at < by_at) {
            let end = found.get(by_at).map_or(stage.body.end, |by| by.span.start);
            self.where_clause(Span {
                start: arg.span.end,
                end,
            });
        }
        self.is_base = is_base;
        if let Some(before) = before {
            let mut added = std::mem::replace(&mut self.branches, before);
            self.is_union = true;
            added.drain(..).for_each(|branch| self.add_branch(branch));
        }
        self.aggregates(&found[..from.min(filter_at)], &by);
        self.output = by.iter().take(MAX_GROUPS).cloned().collect();
        self.group(by);
    }

    /// `datamodel=X.Y`, a namespace or `sid=…`.
    fn data_clause(&mut self, from: &[Arg]) {
        for arg in from {
            match arg.option() {
                Some((name, value)) if name.eq_ignore_ascii_case("datamodel") => {
                    self.source(format!("datamodel {value}"))
                }
                Some(_) => {}
                None if arg.kind == Kind::Word => self.source(arg.text.clone()),
                None => {}
            }
        }
    }

    /// The search expression behind `where` of a generating command.
    pub(super) fn where_clause(&mut self, span: Span) {
        let expr = self.parse_search(span);
        let cond = self.search_cond(&expr, false);
        self.filter(cond);
    }

    /// The columns of `function(field) as name …`.
    fn aggregates(&mut self, terms: &[Arg], by: &[String]) {
        let fields = by.iter().filter(|name| *name != "_time");
        let by: Vec<String> = fields.take(MAX_GROUPS).cloned().collect();
        let mut terms = terms.iter().filter(|arg| arg.kind != Kind::Comma).peekable();
        let mut made = Vec::new();
        while let Some(term) = terms.next() {
            if !term.is_name() || (term.option().is_some() && !term.text.contains('(')) {
                continue;
            }
            let value = self.aggregate(term, &by);
            let mut name = term.text.clone();
            if terms.peek().is_some_and(|arg| arg.is("as")) {
                terms.next();
                if let Some(alias) = terms.next() {
                    name.clone_from(&alias.text);
                }
            }
            made.extend(value.filter(|_| !name.contains('*')).map(|value| (name, value)));
        }
        for (name, value) in made {
            let same = matches!(&value, Value::Field(field) if field.name == name);
            if !same || self.columns.has(&name) {
                self.columns.set(name, value);
            } else {
                self.columns.set(name.clone(), Value::field(name));
            }
        }
    }

    /// The value of one aggregate; `None` for words that are none.
    fn aggregate(&mut self, term: &Arg, by: &[String]) -> Option<Value> {
        let (written, of) = term.function();
        let function = canonical(written)?;
        if of.is_empty() && !matches!(function.as_str(), "count" | "distinct_count") {
            return None;
        }
        let of = of.trim_matches(['"', '\'']);
        let inner = match of.strip_prefix("eval(") {
            Some(_) => self.inner_eval(term),
            None => self.columns.get(of),
        };
        if inner.is_time() && !matches!(function.as_str(), "count" | "distinct_count") {
            return Some(Value::Time);
        }
        if VALUES.contains(&function.as_str()) {
            return Some(match inner {
                Value::Tag(tag) => Value::Tag(Tag {
                    is_gathered: true,
                    ..tag
                }),
                other => other,
            });
        }
        let of = match inner {
            Value::Field(field) if !of.is_empty() => Some(field.event_name().to_owned()),
            _ => Some(of.to_owned()).filter(|of| !of.is_empty()),
        };
        Some(Value::Aggregate(Rc::new(Aggregate {
            function,
            of,
            by: by.to_vec(),
            within: self.window.clone(),
        })))
    }

    /// The value of the expression in `values(eval(…))`.
    fn inner_eval(&mut self, term: &Arg) -> Value {
        let text = self.text.slice(term.span);
        let Some(start) = text.find("eval(").map(|at| at + "eval(".len()) else {
            return Value::Computed;
        };
        let end = text.trim_end_matches(')').len();
        let end = end + text[end..].len().saturating_sub(2);
        let at = |offset: usize| term.span.start + u32::try_from(offset).unwrap_or(u32::MAX);
        let span = Span {
            start: at(start),
            end: at(end.max(start)),
        };
        let mut remarks = Vec::new();
        let found = eval::condition(self.text.as_str(), span, &mut remarks);
        self.remarks(remarks);
        found.expr.map_or(Value::Computed, |expr| self.value(&expr))
    }

    /// The fields grouped by are columns from here on, which a rename with a wildcard reaches.
    fn group(&mut self, by: Vec<String>) {
        for name in by {
            if !self.columns.has(&name) {
                let value = Value::field(&*name);
                self.columns.set(name, value);
            }
        }
    }

    /// `top 5 x by y` and `rare`: they count.
    pub(super) fn top(&mut self, body: Span) {
        let found = args(self.text.as_str(), body);
        let groups = found.iter().position(is_by).unwrap_or(found.len());
        let by = names(&found[..groups]);
        for column in ["count", "percent"] {
            let aggregate = self.count(column, by.clone());
            self.columns.set(column, aggregate);
        }
    }

    fn count(&self, function: &str, by: Vec<String>) -> Value {
        Value::Aggregate(Rc::new(Aggregate {
            function: function.to_owned(),
            of: None,
            by,
            within: self.window.clone(),
        }))
    }

    /// `transaction host maxspan=5m`: it counts its events and measures how long it took.
    pub(super) fn transaction(&mut self, body: Span) {
        let found = args(self.text.as_str(), body);
        if let Some((_, span)) = found
            .iter()
            .filter_map(Arg::option)
            .find(|(name, _)| *name == "maxspan")
        {
            self.window = window(span);
        }
        let count = self.count("count", names(&found));
        self.columns.set("eventcount", count);
        self.columns.set("duration", Value::Time);
    }

    /// `bin _time span=5m` sets the window of later aggregates; other fields become coarser.
    pub(super) fn bin(&mut self, body: Span) {
        let found = args(self.text.as_str(), body);
        let span = found
            .iter()
            .filter_map(Arg::option)
            .find(|(name, _)| *name == "span");
        let fields = names(&found);
        let of_time = fields.is_empty() || fields.iter().any(|name| name == "_time");
        if let Some((_, span)) = span.filter(|_| of_time) {
            self.window = window(span);
        }
    }
}

/// A width of time as written; text that is too long to be one is none.
fn window(text: &str) -> Option<String> {
    (text.len() <= 32).then(|| text.to_owned())
}

fn is_by(arg: &Arg) -> bool {
    arg.is("by") || arg.is("groupby") || arg.is("over")
}

/// The name of an aggregate function, synonyms made one
/// (<https://help.splunk.com/en/splunk-enterprise/search/spl-search-reference/statistical-and-charting-functions/statistical-and-charting-functions>).
fn canonical(written: &str) -> Option<String> {
    const NAMES: &[&str] = &[
        "count",
        "distinct_count",
        "sum",
        "avg",
        "min",
        "max",
        "median",
        "mode",
        "range",
        "stdev",
        "stdevp",
        "var",
        "varp",
        "sumsq",
        "values",
        "list",
        "first",
        "last",
        "earliest",
        "latest",
        "rate",
        "rate_avg",
        "rate_sum",
        "earliest_time",
        "latest_time",
        "per_second",
        "per_minute",
        "per_hour",
        "per_day",
        "sparkline",
    ];
    let name = written.to_ascii_lowercase();
    let name = match name.as_str() {
        "c" => "count",
        "dc" | "estdc" => "distinct_count",
        "mean" => "avg",
        other => other,
    };
    let percentile = ["perc", "exactperc", "upperperc", "p"].iter().any(|prefix| {
        name.strip_prefix(prefix)
            .is_some_and(|n| n.parse::<f64>().is_ok())
    });
    (percentile || NAMES.contains(&name)).then(|| name.to_owned())
}
