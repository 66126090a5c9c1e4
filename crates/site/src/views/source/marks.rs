//! The passages of a rule's text that its logic was read from.

use std::ops::Range;

use rule::{Logic, RuleLogic, Span};

/// Passages that are marked; those after them are read without.
const MAX_MARKS: usize = 4_000;

/// Passages in order, none within another, numbered from one.
#[derive(Debug, Default)]
pub(crate) struct Marks {
    ranges: Vec<Range<usize>>,
    offset: usize,
}

impl Marks {
    /// The passages of a text that starts at `offset` of its file.
    pub(super) fn new(logic: &RuleLogic, text: &str, offset: usize) -> Marks {
        let mut spans = Vec::new();
        for step in logic.stages() {
            step.logic.for_each_leaf(&mut |leaf| match leaf {
                Logic::Pred(predicate) => spans.push(predicate.span),
                Logic::Opaque(opaque) => spans.push(opaque.span),
                _ => {}
            });
        }
        let mut ranges: Vec<Range<usize>> = spans
            .into_iter()
            .filter_map(|span| within(span, text, offset))
            .collect();
        ranges.sort_by_key(|range| (range.start, range.end));
        let mut end = 0;
        ranges.retain(|range| {
            let apart = range.start >= end;
            if apart {
                end = range.end;
            }
            apart
        });
        ranges.truncate(MAX_MARKS);
        Marks { ranges, offset }
    }

    /// The number of the passage a span starts in; 0 when there is none.
    pub(crate) fn of(&self, span: Span) -> usize {
        if span.is_none() {
            return 0;
        }
        let Some(start) = (span.start as usize).checked_sub(self.offset) else {
            return 0;
        };
        let found = self
            .ranges
            .binary_search_by(|range| {
                if range.end <= start {
                    std::cmp::Ordering::Less
                } else if range.start > start {
                    std::cmp::Ordering::Greater
                } else {
                    std::cmp::Ordering::Equal
                }
            })
            .ok();
        found.map_or(0, |index| index + 1)
    }

    pub(super) fn ranges(&self) -> impl Iterator<Item = (usize, &Range<usize>)> {
        (1..).zip(&self.ranges)
    }
}

fn within(span: Span, text: &str, offset: usize) -> Option<Range<usize>> {
    let start = (span.start as usize).checked_sub(offset)?;
    let end = (span.end as usize).checked_sub(offset)?;
    (start < end && text.get(start..end).is_some()).then_some(start..end)
}
