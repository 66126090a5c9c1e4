//! The aggregations of Sigma 1, written behind a pipe: `count(field) by group > 5`.
//!
//! `count()` counts events, `count(field)` the different values of a field
//! (<https://github.com/SigmaHQ/sigma-specification/blob/main/archives/wiki.md>, "Aggregation expression").

use rule::{Operator, Span, Threshold};

use crate::{Cursor, canonical_number};

/// Reads an aggregation; `None` for `near` and whatever else does not look like one.
pub(super) fn parse(text: &str) -> Option<Threshold> {
    let mut cursor = Cursor::new(text.trim());
    let function = cursor
        .take_while(|c| c.is_ascii_alphabetic())
        .to_ascii_lowercase();
    skip(&mut cursor);
    if !cursor.eat("(") {
        return None;
    }
    let of = cursor.take_until(")").trim();
    let function = match (function.as_str(), of) {
        ("count", "") => "count",
        ("count", _) => "distinct_count",
        ("min" | "max" | "avg" | "sum", of) if !of.is_empty() => function.as_str(),
        _ => return None,
    };
    let group = cursor.take_while(|c| !matches!(c, '<' | '>' | '=')).trim();
    let by = match group.get(..2) {
        Some(word) if word.eq_ignore_ascii_case("by") => fields(group.get(2..)?),
        _ if group.is_empty() => Vec::new(),
        _ => return None,
    };
    let op = operator(&mut cursor)?;
    let value = cursor.rest().trim();
    if value.parse::<f64>().is_err() {
        return None;
    }
    Some(Threshold {
        of: (!of.is_empty()).then(|| of.to_owned()),
        by,
        ..Threshold::new(function.to_owned(), op, canonical_number(value), Span::NONE)
    })
}

fn skip(cursor: &mut Cursor<'_>) {
    cursor.take_while(char::is_whitespace);
}

fn fields(text: &str) -> Vec<String> {
    let names = text.split([',', ' ']).filter(|name| !name.is_empty());
    names.map(str::to_owned).collect()
}

fn operator(cursor: &mut Cursor<'_>) -> Option<Operator> {
    let signs = [
        (">=", Operator::Gte),
        ("<=", Operator::Lte),
        (">", Operator::Gt),
        ("<", Operator::Lt),
        ("==", Operator::Eq),
        ("=", Operator::Eq),
    ];
    signs
        .into_iter()
        .find_map(|(sign, op)| cursor.eat(sign).then_some(op))
}
