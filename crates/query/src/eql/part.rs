//! `substring(field, start, end)`: which part of a value it is, and what a pattern on that part says of the
//! whole value (<https://www.elastic.co/docs/reference/query-languages/eql/eql-function-ref#eql-fn-substring>).

use crate::{Pattern, Piece};

use super::ast::{Expr, Kind};
use super::value::integer;

/// Longer fixed gaps would fill pages with question marks.
const MAX_GAP: i64 = 64;

/// A part of a value: what stands before and after it, and how long it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Part {
    before: Gap,
    after: Gap,
    len: Option<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gap {
    /// That many characters.
    Exactly(usize),
    /// Any number of characters.
    Any,
}

impl Part {
    /// The part that `substring(field, …range)` takes, if its ends are constant. Offsets count from zero,
    /// negative ones from the end; the end is exclusive.
    pub(super) fn of_range(field: &Expr, range: &[Expr]) -> Option<Part> {
        let (start, end) = match range {
            [start] => (integer(start)?, None),
            [start, end] => (
                integer(start)?,
                Some(integer(end).or_else(|| from_length(field, end))?),
            ),
            _ => return None,
        };
        let is_near = |n: i64| (-MAX_GAP..=MAX_GAP).contains(&n);
        if !is_near(start) || !end.is_none_or(is_near) {
            return None;
        }
        let size = |n: i64| usize::try_from(n).ok();
        let after_end = |end: i64| Some(Gap::Exactly(size(-end)?));
        Some(match (start, end) {
            (0.., None) => Part::new(Gap::Exactly(size(start)?), Gap::Exactly(0), None),
            (0.., Some(end @ 0..)) => {
                Part::new(Gap::Exactly(size(start)?), Gap::Any, Some(size(end - start)?))
            }
            (0.., Some(end)) => Part::new(Gap::Exactly(size(start)?), after_end(end)?, None),
            (_, None) => Part::new(Gap::Any, Gap::Exactly(0), Some(size(-start)?)),
            (_, Some(end @ ..0)) => Part::new(Gap::Any, after_end(end)?, Some(size(end - start)?)),
            (_, Some(_)) => return None,
        })
    }

    fn new(before: Gap, after: Gap, len: Option<usize>) -> Part {
        Part { before, after, len }
    }

    /// The pattern of the whole value when the part matches `pattern`, and whether it says exactly that.
    pub(super) fn widen(self, pattern: &Pattern) -> (Pattern, bool) {
        let is_exact = self.len.is_none_or(|len| size(pattern) == Some(len));
        let mut whole = Pattern::new();
        push_gap(&mut whole, self.before);
        whole.append(pattern);
        push_gap(&mut whole, if is_exact { self.after } else { Gap::Any });
        (whole, is_exact)
    }
}

/// `length(field) - n` as an end is `-n`.
fn from_length(field: &Expr, end: &Expr) -> Option<i64> {
    let Kind::Arithmetic(operands) = &end.kind else {
        return None;
    };
    let [
        (
            "+",
            Expr {
                kind: Kind::Call(call),
                ..
            },
        ),
        ("-", less),
    ] = operands.as_slice()
    else {
        return None;
    };
    let name = |expr: &Expr| match &expr.kind {
        Kind::Field(name) => Some(name.clone()),
        _ => None,
    };
    let same =
        call.name == "length" && name(field).is_some() && call.args.first().and_then(name) == name(field);
    let less = integer(less).filter(|less| *less > 0)?;
    same.then_some(-less)
}

fn push_gap(pattern: &mut Pattern, gap: Gap) {
    match gap {
        Gap::Exactly(n) => (0..n).for_each(|_| pattern.push_any_one()),
        Gap::Any => pattern.push_any_run(),
    }
}

/// How many characters a pattern matches, if that is fixed.
fn size(pattern: &Pattern) -> Option<usize> {
    pattern.pieces().iter().try_fold(0, |sum, piece| match piece {
        Piece::Text(text) => Some(sum + text.chars().count()),
        Piece::AnyOne => Some(sum + 1),
        Piece::AnyRun => None,
    })
}
