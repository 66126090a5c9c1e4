//! Lines and columns to bytes.

use rule::Span;
use sqlparser::tokenizer::{Location, Span as Range};

/// Where each line of a text starts.
pub(super) struct Places<'t> {
    text: &'t str,
    lines: Vec<usize>,
}

impl<'t> Places<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let breaks = text.match_indices('\n').map(|(at, _)| at + 1);
        Places {
            text,
            lines: std::iter::once(0).chain(breaks).collect(),
        }
    }

    /// The byte range of a node; unknown for nodes without a place.
    pub(super) fn span(&self, range: Range) -> Span {
        match (self.byte(range.start), self.byte(range.end)) {
            (Some(start), Some(end)) if start < end => {
                let (start, end) = self.balanced(start, end);
                Span::new(start, end)
            }
            _ => Span::NONE,
        }
    }

    /// The parser's ranges leave out brackets at either end.
    fn balanced(&self, mut start: usize, mut end: usize) -> (usize, usize) {
        let bytes = self.text.as_bytes();
        let (mut missing, mut open) = (0_usize, 0_usize);
        for byte in bytes.get(start..end).unwrap_or_default() {
            match byte {
                b'(' => open += 1,
                b')' if open > 0 => open -= 1,
                b')' => missing += 1,
                _ => {}
            }
        }
        let blank = |byte: &u8| byte.is_ascii_whitespace();
        while open > 0 {
            let Some(next) = bytes.iter().skip(end).position(|byte| !blank(byte)) else {
                break;
            };
            if bytes.get(end + next) != Some(&b')') {
                break;
            }
            end += next + 1;
            open -= 1;
        }
        while missing > 0 {
            let Some(before) = bytes
                .get(..start)
                .and_then(|text| text.iter().rposition(|byte| !blank(byte)))
            else {
                break;
            };
            if bytes.get(before) != Some(&b'(') {
                break;
            }
            start = before;
            missing -= 1;
        }
        (start, end)
    }

    fn byte(&self, location: Location) -> Option<usize> {
        let line = usize::try_from(location.line).ok()?.checked_sub(1)?;
        let column = usize::try_from(location.column).ok()?.checked_sub(1)?;
        let start = *self.lines.get(line)?;
        let rest = self.text.get(start..)?;
        if rest.as_bytes().get(..column)?.is_ascii() {
            return Some(start + column);
        }
        let width: usize = rest.chars().take(column).map(char::len_utf8).sum();
        Some(start + width)
    }
}
