//! `[[rule.filters]]`: Kibana's filters, Elasticsearch queries written as TOML tables
//! (<https://www.elastic.co/docs/reference/query-languages/query-dsl/term-level-queries>).
//!
//! TOML spreads a dotted field name over nested tables (`query.wildcard.file.path.value`), so a name goes on
//! until the tables stop being one.

use query::{Depth, Pattern};
use rule::{Logic, Operator, Predicate, Reason, Span};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::places::span;

/// A value and its place.
type Value<'a> = Spanned<DeValue<'a>>;

/// All filters must hold.
pub(super) fn lower<'a, 'b: 'a>(filters: impl IntoIterator<Item = &'a DeTable<'b>>) -> Logic {
    Logic::all(filters.into_iter().map(filter))
}

fn filter(filter: &DeTable<'_>) -> Logic {
    let meta = filter.get("meta").and_then(table);
    let flag = |key: &str| meta.and_then(|meta| meta.get(key)).and_then(flag) == Some(true);
    if flag("disabled") {
        return Logic::TRUE;
    }
    let mut lowering = Lowering::default();
    // Older filters have the query's kind at the top.
    let condition = match filter.get("query").and_then(table) {
        Some(query) => lowering.query(query),
        None => lowering.query(filter),
    };
    if flag("negate") {
        Logic::not(condition)
    } else {
        condition
    }
}

fn table<'a, 'b>(value: &'a Value<'b>) -> Option<&'a DeTable<'b>> {
    value.get_ref().as_table()
}

fn flag(value: &Value<'_>) -> Option<bool> {
    value.get_ref().as_bool()
}

/// The kinds of queries Kibana writes.
const KINDS: &[&str] = &[
    "bool",
    "exists",
    "match",
    "match_all",
    "match_phrase",
    "prefix",
    "range",
    "regexp",
    "term",
    "terms",
    "wildcard",
];

#[derive(Default)]
struct Lowering {
    depth: Depth,
}

impl Lowering {
    /// A table with the kind of query as a key.
    fn query(&mut self, query: &DeTable<'_>) -> Logic {
        let known = KINDS.iter().find_map(|kind| Some((*kind, query.get(*kind)?)));
        let Some((kind, value)) = known else {
            let keys: Vec<&str> = query.keys().map(|key| key.get_ref().as_ref()).collect();
            let place = query.values().next().map_or(Span::NONE, span);
            return Logic::opaque(format!("filter {}", keys.join(", ")), Reason::Unsupported, place);
        };
        let Some(body) = table(value) else {
            return unsupported(kind, "", value);
        };
        if !self.depth.enter() {
            return Logic::opaque(kind, Reason::TooDeep, span(value));
        }
        let logic = self.kind(kind, body, value);
        self.depth.leave();
        logic
    }

    fn kind(&mut self, kind: &str, body: &DeTable<'_>, whole: &Value<'_>) -> Logic {
        match kind {
            "bool" => self.boolean(body),
            "exists" => match body
                .get("field")
                .map(|field| (field.get_ref().as_str(), span(field)))
            {
                Some((Some(field), place)) => Logic::Pred(Predicate::exists(field, place)),
                _ => unsupported(kind, "", whole),
            },
            "match_all" => Logic::TRUE,
            _ => Logic::all(
                fields(body)
                    .into_iter()
                    .map(|(field, value)| condition(kind, &field, value)),
            ),
        }
    }

    /// `should` asks for one of its parts, also beside `must`: that is how Kibana writes it.
    fn boolean(&mut self, body: &DeTable<'_>) -> Logic {
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

    fn parts(&mut self, body: &DeTable<'_>, key: &str) -> Vec<Logic> {
        match body.get(key).map(Spanned::get_ref) {
            Some(DeValue::Array(parts)) => parts
                .iter()
                .filter_map(table)
                .map(|part| self.query(part))
                .collect(),
            Some(DeValue::Table(part)) => vec![self.query(part)],
            _ => Vec::new(),
        }
    }
}

fn unsupported(kind: &str, field: &str, value: &Value<'_>) -> Logic {
    let text = format!("{kind} {field} {}", texts(value).join(", "));
    Logic::opaque(text.trim(), Reason::Unsupported, span(value))
}

/// Field names and what is asked of them, in no nested order. A table is a part of a name unless one of its keys
/// is a parameter.
fn fields<'a, 'b>(body: &'a DeTable<'b>) -> Vec<(String, &'a Value<'b>)> {
    let mut found = Vec::new();
    let mut open = vec![(String::new(), body)];
    while let Some((name, names)) = open.pop() {
        for (key, value) in names {
            let key = key.get_ref();
            let path = if name.is_empty() {
                key.to_string()
            } else {
                format!("{name}.{key}")
            };
            match table(value) {
                Some(inner) if !inner.keys().any(|key| is_parameter(key.get_ref())) => {
                    open.push((path, inner))
                }
                _ => found.push((path, value)),
            }
        }
    }
    found
}

fn is_parameter(key: &str) -> bool {
    BOUNDS.iter().any(|(bound, _)| *bound == key)
        || matches!(key, "value" | "query" | "wildcard" | "case_insensitive")
}

/// One field's condition; its value stands alone or among parameters.
fn condition(kind: &str, field: &str, value: &Value<'_>) -> Logic {
    let parameters = table(value);
    if let (true, Some(bounds)) = (kind == "range", parameters) {
        return range(field, bounds);
    }
    let plain = parameters.map_or(Some(value), |it| {
        ["value", "query", "wildcard"]
            .into_iter()
            .find_map(|key| it.get(key))
    });
    let Some(plain) = plain.filter(|plain| !texts(plain).is_empty()) else {
        return unsupported(kind, field, value);
    };
    let folds = parameters
        .and_then(|it| it.get("case_insensitive"))
        .and_then(flag)
        == Some(true);
    let predicate = |op, values: Vec<String>| {
        Logic::Pred(Predicate::new(field, op, values, span(plain)).case_sensitive(!folds))
    };
    match kind {
        "wildcard" => {
            let (op, value) = pattern_of(&texts(plain).concat()).fold();
            predicate(op, value.into_iter().collect())
        }
        "term" | "terms" => predicate(Operator::Eq, texts(plain)),
        "match" | "match_phrase" => {
            Logic::Pred(Predicate::new(field, Operator::Eq, texts(plain), span(plain)))
        }
        "prefix" => predicate(Operator::StartsWith, texts(plain)),
        "regexp" => predicate(Operator::RegexMatch, texts(plain)),
        _ => unsupported(kind, field, value),
    }
}

/// A range's bounds.
const BOUNDS: &[(&str, Operator)] = &[
    ("gt", Operator::Gt),
    ("gte", Operator::Gte),
    ("from", Operator::Gte),
    ("lt", Operator::Lt),
    ("lte", Operator::Lte),
    ("to", Operator::Lte),
];

fn range(field: &str, bounds: &DeTable<'_>) -> Logic {
    let bound = |(key, op): &(&str, Operator)| {
        let value = bounds.get(*key)?;
        Some(Logic::Pred(Predicate::new(field, *op, texts(value), span(value))))
    };
    Logic::all(BOUNDS.iter().filter_map(bound))
}

fn texts(value: &Value<'_>) -> Vec<String> {
    match value.get_ref() {
        DeValue::Array(items) => items.iter().flat_map(texts).collect(),
        DeValue::String(text) => vec![text.to_string()],
        DeValue::Integer(number) => vec![number.to_string()],
        DeValue::Float(number) => vec![number.to_string()],
        DeValue::Boolean(yes) => vec![yes.to_string()],
        DeValue::Datetime(date) => vec![date.to_string()],
        DeValue::Table(_) => Vec::new(),
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
    use toml::de::DeTable;

    use super::lower;

    fn check(toml: &str, expected: &str) {
        let file = DeTable::parse(toml).expect("valid TOML").into_inner();
        let filters = file["filters"].get_ref().as_array().expect("filters").iter();
        let logic = lower(filters.filter_map(|it| it.get_ref().as_table()));
        let shown = query::show(&rule::RuleLogic::single(None, logic));
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
            "opaque unsupported \"filter geo_shape\"",
        );
        check("[[filters]]\n", "opaque unsupported \"filter \"");
    }
}
