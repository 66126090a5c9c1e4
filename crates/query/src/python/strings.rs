//! Methods of texts that are known.

use super::constant::Const;

/// `text.method(arguments)`, where the result is known.
pub(super) fn method(text: &str, name: &str, arguments: &[Const]) -> Option<Const> {
    let arg = |n: usize| arguments.get(n).and_then(Const::as_str);
    let out = match name {
        "lower" | "casefold" => text.to_lowercase(),
        "upper" => text.to_uppercase(),
        "strip" => trimmed(text, arg(0), true, true),
        "lstrip" => trimmed(text, arg(0), true, false),
        "rstrip" => trimmed(text, arg(0), false, true),
        "replace" => text.replace(arg(0)?, arg(1)?),
        "removeprefix" => text.strip_prefix(arg(0)?).unwrap_or(text).to_owned(),
        "removesuffix" => text.strip_suffix(arg(0)?).unwrap_or(text).to_owned(),
        "encode" | "decode" | "title" | "capitalize" => text.to_owned(),
        "join" => return joined(text, arguments.first()?),
        "format" => return formatted(text, arguments),
        "split" | "splitlines" => return Some(split(text, arg(0))),
        "startswith" => return any_of(arguments.first()?, |it| text.starts_with(it)),
        "endswith" => return any_of(arguments.first()?, |it| text.ends_with(it)),
        "isdigit" | "isnumeric" => {
            return Some(Const::Bool(
                !text.is_empty() && text.chars().all(char::is_numeric),
            ));
        }
        "count" => return Some(Const::Int(i64::try_from(text.matches(arg(0)?).count()).ok()?)),
        "find" => {
            let at = text.find(arg(0)?).map(|at| text[..at].chars().count());
            return Some(Const::Int(at.and_then(|at| i64::try_from(at).ok()).unwrap_or(-1)));
        }
        _ => return None,
    };
    Some(Const::Text(out))
}

fn trimmed(text: &str, chars: Option<&str>, start: bool, end: bool) -> String {
    let strip = |c: char| chars.map_or(c.is_whitespace(), |chars| chars.contains(c));
    let text = if start {
        text.trim_start_matches(strip)
    } else {
        text
    };
    let text = if end { text.trim_end_matches(strip) } else { text };
    text.to_owned()
}

fn joined(separator: &str, parts: &Const) -> Option<Const> {
    let parts: Option<Vec<String>> = parts.items()?.iter().map(Const::to_str).collect();
    Some(Const::Text(parts?.join(separator)))
}

fn split(text: &str, separator: Option<&str>) -> Const {
    let parts: Vec<&str> = match separator {
        Some(separator) if !separator.is_empty() => text.split(separator).collect(),
        _ => text.split_whitespace().collect(),
    };
    Const::List(parts.into_iter().map(Const::text).collect())
}

/// `format` with plain `{}` only.
fn formatted(text: &str, arguments: &[Const]) -> Option<Const> {
    let mut parts = text.split("{}");
    let mut out = parts.next()?.to_owned();
    for (i, part) in parts.enumerate() {
        out += &arguments.get(i)?.to_str()?;
        out += part;
    }
    (!out.contains('{')).then_some(Const::Text(out))
}

fn any_of(affixes: &Const, fits: impl Fn(&str) -> bool) -> Option<Const> {
    let affixes = affixes.items().unwrap_or_else(|| vec![affixes.clone()]);
    Some(Const::Bool(affixes.iter().filter_map(Const::as_str).any(fits)))
}
