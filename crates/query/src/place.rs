//! Where the predicates of a list of values stand.

use rule::Span;

/// The place of a predicate that holds `chosen` of a list's values: the whole comparison if it holds all, else
/// the stretch of its own values.
pub(crate) fn place(whole: Span, values: &[Span], chosen: &[usize]) -> Span {
    if chosen.len() == values.len() {
        return whole;
    }
    let chosen = chosen.iter().filter_map(|&i| values.get(i));
    chosen.fold(Span::NONE, |sum, span| sum.to(*span))
}
