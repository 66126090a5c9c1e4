//! Byte ranges.

/// A half-open byte range.
///
/// Parsers fill it with offsets into the query text they were given; a corpus reader then shifts it to
/// offsets in the rule file. The empty range at zero means "not known".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The range that stands for "not known".
    pub const NONE: Span = Span { start: 0, end: 0 };

    /// A range from `usize` offsets. Files are fenced at 1 MiB, so offsets beyond `u32` cannot occur; they
    /// would saturate.
    pub fn new(start: usize, end: usize) -> Self {
        let narrow = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Span {
            start: narrow(start),
            end: narrow(end),
        }
    }

    /// Whether nothing is known about the place.
    pub fn is_none(self) -> bool {
        self == Span::NONE
    }

    /// The smallest range that holds both.
    pub fn to(self, other: Span) -> Span {
        match (self.is_none(), other.is_none()) {
            (true, _) => other,
            (_, true) => self,
            _ => Span {
                start: self.start.min(other.start),
                end: self.end.max(other.end),
            },
        }
    }

    /// The text of the range, if it lies within `text` on character boundaries.
    pub fn text(self, text: &str) -> Option<&str> {
        text.get(self.start as usize..self.end as usize)
    }
}
