//! The rules most like a rule, and what they have in common.

use catalog::{Entry, RowIx, RuleIx};
use rule::Operator;
use serde::Serialize;

use super::line::{address, title};
use crate::book::Book;
use crate::fragment::Value;

/// Rules named on a page.
const SHOWN: usize = 4;
/// Common predicates named with each of them.
const SHARED: usize = 2;
/// Longer values, in bytes, are counted rather than named.
const LONGEST: usize = 48;
/// The score of two rules with the same rows in the same roles.
const WHOLE: usize = 1000;

/// A rule that is like another.
#[derive(Debug, Serialize)]
pub(super) struct SimilarLine {
    title: String,
    href: String,
    mark: String,
    vendor: String,
    /// How much of what either rule has they both have, rare things weighing more.
    percent: usize,
    /// Whether the two are of one family.
    same: bool,
    shared: Vec<SharedLine>,
    /// Common predicates that are not named.
    more: usize,
}

/// A predicate that both rules have.
#[derive(Debug, Serialize)]
struct SharedLine {
    /// Field and operator.
    what: String,
    /// Blanks at its ends made visible; empty for operators that compare with no value.
    value: String,
}

/// The nearest rules, nearest first.
pub(super) fn similar(book: &Book<'_>, index: RuleIx) -> Vec<SimilarLine> {
    let nearest = book.catalog.similar(index).iter().take(SHOWN);
    nearest
        .map(|it| line(book, index, it.rule, usize::from(it.score)))
        .collect()
}

fn line(book: &Book<'_>, index: RuleIx, other: RuleIx, score: usize) -> SimilarLine {
    let (own, entry) = (book.catalog.entry(index), book.catalog.entry(other));
    let vendor = book.settings.vendor(&entry.rule.vendor);
    let rows = book.catalog.shared(index, other);
    let is_short = |row: &&RowIx| book.catalog.rows.get(**row).value.len() <= LONGEST;
    let shared: Vec<SharedLine> = rows
        .iter()
        .filter(is_short)
        .take(SHARED)
        .map(|&row| shared(book, own, row))
        .collect();
    SimilarLine {
        title: title(entry),
        href: address(entry),
        mark: vendor.mark,
        vendor: vendor.title,
        percent: score * 100 / WHOLE,
        same: entry.family == own.family,
        more: rows.len() - shared.len(),
        shared,
    }
}

fn shared(book: &Book<'_>, own: &Entry, row: RowIx) -> SharedLine {
    let it = book.catalog.rows.get(row);
    let is_excluded = own.rows.iter().any(|used| used.row == row && used.excluded);
    let not = if is_excluded { "not " } else { "" };
    let value = match it.op {
        Operator::Exists => Value::none(),
        _ => Value::new(it.value),
    };
    SharedLine {
        what: format!("{not}{} {}", it.concept, it.op.phrase()),
        value: value.lead + &value.text + &value.trail + value.remark,
    }
}
