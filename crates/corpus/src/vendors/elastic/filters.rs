//! `[[rule.filters]]`: Kibana's filters, Elasticsearch queries written as TOML tables
//! (<https://www.elastic.co/docs/reference/query-languages/query-dsl/term-level-queries>).
//!
//! TOML spreads a dotted field name over nested tables (`query.wildcard.file.path.value`), so a name goes on
//! until the tables stop being one.

use query::{Depth, Pattern};
use rule::{Logic, Operator, Predicate, Reason, Span};
use toml::{Table, Value};

/// All filters must hold.
pub(super) fn lower(filters: &[Table]) -> Logic {
    Logic::all(filters.iter().map(filter))
}

fn filter(filter: &Table) -> Logic {
    let meta = filter.get("meta").and_then(Value::as_table);
    let flag = |key: &str| meta.and_then(|meta| meta.get(key)).and_then(Value::as_bool) == Some(true);
    if flag("disabled") {
        return Logic::TRUE;
    }
    let mut lowering = Lowering::default();
    // Older filters have the query's kind at the top.
    let condition = match filter.get("query").and_then(Value::as_table) {
        Some(query) => lowering.query(query),
        None => {
            let query = filter.iter().filter(|(key, _)| is_kind(key));
            let query: Table = query.map(|(key, value)| (key.clone(), value.clone())).collect();
            lowering.query(&query)
        }
    };
    if flag("negate") {
        Logic::not(condition)
    } else {
        condition
    }
}

fn is_kind(key: &str) -> bool {
    matches!(
        key,
        "bool"
            | "exists"
            | "match"
            | "match_phrase"
            | "match_all"
            | "prefix"
            | "range"
            | "regexp"
            | "term"
            | "terms"
            | "wildcard"
    )
}

#[derive(Default)]
struct Lowering {
    depth: Depth,
}

impl Lowering {
    /// A table with the kind of query as its only key.
    fn query(&mut self, query: &Table) -> Logic {
        if !self.depth.enter() {
            return Logic::opaque(query.to_string(), Reason::TooDeep, Span::NONE);
        }
        let logic = match query.iter().next() {
            Some((kind, Value::Table(body))) => self.kind(kind, body),
            _ => unknown(query),
        };
        self.depth.leave();
        logic
    }

    fn kind(&mut self, kind: &str, body: &Table) -> Logic {
        match kind {
            "bool" => self.boolean(body),
            "exists" => body.get("field").and_then(Value::as_str).map_or_else(
                || unknown(body),
                |field| Logic::Pred(Predicate::exists(field, Span::NONE)),
            ),
            "match_all" => Logic::TRUE,
            _ => Logic::all(
                fields(body)
                    .into_iter()
                    .map(|(field, value)| condition(kind, &field, value)),
            ),
        }
    }

    /// `should` asks for one of its parts, also beside `must`: that is how Kibana writes it.
    fn boolean(&mut self, body: &Table) -> Logic {
        let must = ["must", "filter"].map(|key| Logic::all(self.parts(body, key)));
        let must_not = self.parts(body, "must_not").into_iter().map(Logic::not);
        let should = self.parts(body, "should");
        let should = if should.is_empty() {
            Logic::TRUE
        } else {
            Logic::any(should)
        };
        Logic::all(must.into_iter().chain([should]).chain(must_not))
    }

    fn parts(&mut self, body: &Table, key: &str) -> Vec<Logic> {
        match body.get(key) {
            Some(Value::Array(parts)) => parts
                .iter()
                .filter_map(Value::as_table)
                .map(|part| self.query(part))
                .collect(),
            Some(Value::Table(part)) => vec![self.query(part)],
            _ => Vec::new(),
        }
    }
}

fn unknown(query: &Table) -> Logic {
    Logic::opaque(query.to_string().trim(), Reason::Unsupported, Span::NONE)
}

/// Field names and what is asked of them. A table is asked for when none of its keys leads to another table,
/// or when it holds a parameter.
fn fields(body: &Table) -> Vec<(String, &Value)> {
    let mut found = Vec::new();
    let mut open: Vec<(String, &Table)> = vec![(String::new(), body)];
    while let Some((name, table)) = open.pop() {
        for (key, value) in table {
            let path = if name.is_empty() {
                key.clone()
            } else {
                format!("{name}.{key}")
            };
            match value {
                Value::Table(inner) if !inner.keys().any(|key| is_parameter(key)) => open.push((path, inner)),
                value => found.push((path, value)),
            }
        }
    }
    found
}

fn is_parameter(key: &str) -> bool {
    matches!(
        key,
        "value" | "query" | "wildcard" | "case_insensitive" | "gt" | "gte" | "lt" | "lte" | "from" | "to"
    )
}

/// One field's condition; its value stands alone or among parameters.
fn condition(kind: &str, field: &str, value: &Value) -> Logic {
    let parameters = value.as_table();
    if let (true, Some(bounds)) = (kind == "range", parameters) {
        return range(field, bounds);
    }
    let plain = parameters.map_or(Some(value), |it| {
        ["value", "query", "wildcard"]
            .into_iter()
            .find_map(|key| it.get(key))
    });
    let sensitive =
        parameters.is_none_or(|it| it.get("case_insensitive").and_then(Value::as_bool) != Some(true));
    let texts = plain.map(texts).unwrap_or_default();
    let predicate =
        |op| Logic::Pred(Predicate::new(field, op, texts.clone(), Span::NONE).case_sensitive(sensitive));
    match (kind, texts.first()) {
        ("wildcard", Some(pattern)) => {
            let (op, value) = pattern_of(pattern).fold();
            Logic::Pred(Predicate::new(field, op, value, Span::NONE).case_sensitive(sensitive))
        }
        ("term" | "terms", Some(_)) => predicate(Operator::Eq),
        ("match" | "match_phrase", Some(_)) => {
            Logic::Pred(Predicate::new(field, Operator::Eq, texts, Span::NONE))
        }
        ("prefix", Some(_)) => predicate(Operator::StartsWith),
        ("regexp", Some(_)) => predicate(Operator::RegexMatch),
        _ => Logic::opaque(format!("{kind} {field} {value}"), Reason::Unsupported, Span::NONE),
    }
}

fn range(field: &str, bounds: &Table) -> Logic {
    let ops = [
        ("gt", Operator::Gt),
        ("gte", Operator::Gte),
        ("from", Operator::Gte),
        ("lt", Operator::Lt),
        ("lte", Operator::Lte),
        ("to", Operator::Lte),
    ];
    let bound = |(key, op): (&str, Operator)| {
        let value = bounds.get(key).map(texts)?;
        Some(Logic::Pred(Predicate::new(field, op, value, Span::NONE)))
    };
    Logic::all(ops.into_iter().filter_map(bound))
}

fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        Value::String(text) => vec![text.clone()],
        Value::Table(_) => Vec::new(),
        other => vec![other.to_string()],
    }
}

/// `*` and `?` are wildcards, a backslash makes the next character literal.
fn pattern_of(text: &str) -> Pattern {
    let mut pattern = Pattern::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => pattern.push(chars.next().unwrap_or('\\')),
            '*' => pattern.push_any_run(),
            '?' => pattern.push_any_one(),
            c => pattern.push(c),
        }
    }
    pattern
}

#[cfg(test)]
mod tests {
    use super::lower;

    fn check(toml: &str, expected: &str) {
        let raw: std::collections::BTreeMap<String, Vec<toml::Table>> =
            toml::from_str(toml).expect("valid TOML");
        let shown = query::show(&rule::RuleLogic::single(None, lower(&raw["filters"])));
        let logic: Vec<&str> = shown.lines().skip(2).map(str::trim).collect();
        assert_eq!(logic.join("; "), expected, "{toml}");
    }

    #[test]
    fn a_dotted_field_is_put_together_again() {
        check(
            "[[filters]]\n[filters.meta]\nnegate = true\n[filters.query.wildcard.file.path]\n\
             case_insensitive = true\nvalue = '?:\\\\Apps\\\\*'\n",
            r#"not file.path wildcard "?:\\\\Apps\\\\*""#,
        );
        check(
            "[[filters]]\n[filters.query.wildcard.\"file.path\"]\ncase_insensitive = true\nvalue = '*\\\\a.dll'\n",
            r#"file.path ends_with "\\a.dll""#,
        );
    }

    #[test]
    fn exists_is_read_in_the_old_place_and_the_new() {
        check("[[filters]]\n[filters.exists]\nfield = 'a.b'\n", "a.b exists");
        check(
            "[[filters]]\n[filters.query.exists]\nfield = 'a.b'\n",
            "a.b exists",
        );
    }

    #[test]
    fn filters_that_are_switched_off_ask_for_nothing() {
        check(
            "[[filters]]\n[filters.meta]\ndisabled = true\n[filters.exists]\nfield = 'a'\n",
            "all (nothing)",
        );
    }

    #[test]
    fn phrases_ranges_and_their_combinations() {
        check(
            "[[filters]]\n[filters.query.match_phrase]\n'a.b' = 'c d'\n[[filters]]\n[filters.query.range.n]\n\
             gte = 1\nlt = 5\n",
            r#"all; a.b eq "c d"; n gte "1"; n lt "5""#,
        );
        check(
            "[[filters]]\n[filters.query.bool]\nminimum_should_match = 1\n\
             should = [{ match_phrase = { a = 'x' } }, { terms = { b = ['y', 'z'] } }]\n\
             must_not = { prefix = { c = 'w' } }\n",
            r#"all; any; a eq "x"; b eq/cased "y" | "z"; not c starts_with/cased "w""#,
        );
    }

    #[test]
    fn what_is_not_known_stays_opaque() {
        check(
            "[[filters]]\n[filters.query.geo_shape.a]\nb = 1\n",
            "opaque unsupported \"geo_shape a.b 1\"",
        );
        check("[[filters]]\n", "opaque unsupported \"\"");
    }
}
