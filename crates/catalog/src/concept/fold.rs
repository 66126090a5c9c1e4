//! Folding of (concept, operator, value): one meaning, one row.

use rule::Operator;
use rule::knowledge::FieldKind;

use super::{Concepts, Context, Resolved, args, hash};

/// Concepts whose values are numbers, and where values of another type belong: an alert code of an endpoint
/// agent is no Windows event id.
const NUMBERS: &[(&str, &str)] = &[("event.code", "event.code_name")];
/// Case tells short flags apart (`curl -o` and `curl -O`) where a rule minds it.
const CASED: &[&str] = &["process.command_line", "process.parent.command_line"];
/// The longest flag that case tells apart.
const LONGEST_FLAG: usize = 3;

/// A value in the form in which rules of all vendors meet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fold {
    /// The concept the value is compared on.
    pub concept: String,
    /// How.
    pub op: Operator,
    /// The value.
    pub value: String,
}

impl Fold {
    /// Folds one authored value of a field the table knows: `ends_with "\x.exe"` on a path is `eq x.exe` on its
    /// name, `SHA256=…` in a list of hashes is `eq` on that hash.
    pub fn new(
        concepts: &Concepts,
        field: Resolved<'_>,
        context: &Context,
        op: Operator,
        value: &str,
    ) -> Fold {
        if field.kind == FieldKind::PartOf
            && let Some(fold) = part(concepts, field, context, op, value)
        {
            return fold;
        }
        if let Some(line) = args::line_of(field.concept) {
            return args::fold(line, op, value);
        }
        if let (Operator::EndsWith, Some(name)) = (op, field.name)
            && let Some((op, last)) = last_part(value)
        {
            return Fold {
                concept: name.to_owned(),
                op,
                value: last.to_owned(),
            };
        }
        Fold::plain(typed(field.concept, value), op, value)
    }

    /// No folding.
    pub(crate) fn plain(concept: &str, op: Operator, value: &str) -> Fold {
        Fold {
            concept: concept.to_owned(),
            op,
            value: value.to_owned(),
        }
    }

    /// The text under which equal values meet: literals without regard to case, regular expressions exactly.
    pub fn key(concept: &str, op: Operator, value: &str, case_sensitive: bool) -> String {
        let is_flag = case_sensitive && value.len() <= LONGEST_FLAG && CASED.contains(&concept);
        match op {
            Operator::RegexMatch | Operator::Lookup | Operator::FieldEq => value.to_owned(),
            _ if is_flag => value.to_owned(),
            _ if value.bytes().any(|b| !b.is_ascii() || b.is_ascii_uppercase()) => value.to_lowercase(),
            _ => value.to_owned(),
        }
    }
}

/// The end of a path that is its last part: `\x.exe` is the whole name, `x.exe` the end of one.
fn last_part(value: &str) -> Option<(Operator, &str)> {
    let (op, last) = match value.strip_prefix(['\\', '/']) {
        Some(last) => (Operator::Eq, last),
        None => (Operator::EndsWith, value),
    };
    (!last.is_empty() && !last.contains(['\\', '/'])).then_some((op, last))
}

/// A value of a field that holds several things at once.
fn part(
    concepts: &Concepts,
    field: Resolved<'_>,
    context: &Context,
    op: Operator,
    value: &str,
) -> Option<Fold> {
    let mut parts = concepts.parts(field, context).peekable();
    let first = *parts.peek()?;
    let (object, _) = first.split_once(".hash.").or_else(|| first.split_once(".pe."))?;
    let Some(hash) = hash::read(op, value) else {
        return Some(Fold::plain(&format!("{object}.hash"), op, value));
    };
    let ending = hash.ending;
    let known = parts.find(|concept| concept.ends_with(ending));
    let concept = known.map_or_else(|| format!("{object}.{ending}"), str::to_owned);
    Some(Fold {
        concept,
        op: hash.op,
        value: hash.value.to_owned(),
    })
}

/// Typed concepts reject values of another type.
fn typed<'a>(concept: &'a str, value: &str) -> &'a str {
    let numeric = || {
        value
            .bytes()
            .all(|b| b.is_ascii_digit() || matches!(b, b'*' | b'?'))
    };
    match NUMBERS.iter().find(|(number, _)| *number == concept) {
        Some((_, other)) if !numeric() => other,
        _ => concept,
    }
}
