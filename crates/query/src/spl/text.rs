//! A text that remembers where its bytes came from.

use rule::Span;

/// Where a place in an expanded text stands in the author's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// The authored range; of the macro call where a macro gave the text.
    pub(super) span: Span,
    /// The outermost macro that gave the text.
    pub(super) via: Option<String>,
}

/// Text after the expansion of macros.
#[derive(Clone, Debug, Default)]
pub(super) struct Text {
    text: String,
    pieces: Vec<Piece>,
}

/// A run of bytes of one origin; it reaches to the start of the next.
#[derive(Clone, Debug)]
struct Piece {
    start: usize,
    origin: Origin,
}

#[derive(Clone, Debug)]
enum Origin {
    /// Copied from this offset of the author's text.
    Authored(usize),
    /// Given by something that stands at a place.
    Given(Place),
}

impl Text {
    /// Text that all stands at one place: the inside of a string that is read as a search.
    pub(super) fn at(text: String, place: Place) -> Self {
        let mut made = Text::default();
        made.push_given(&text, &place);
        made
    }

    /// Adds text copied from `offset` of the author's text.
    pub(super) fn push_authored(&mut self, text: &str, offset: usize) {
        self.pieces.push(Piece {
            start: self.text.len(),
            origin: Origin::Authored(offset),
        });
        self.text.push_str(text);
    }

    /// Adds text that something at `place` stands for.
    pub(super) fn push_given(&mut self, text: &str, place: &Place) {
        let same =
            matches!(self.pieces.last(), Some(Piece { origin: Origin::Given(last), .. }) if last == place);
        if !same {
            self.pieces.push(Piece {
                start: self.text.len(),
                origin: Origin::Given(place.clone()),
            });
        }
        self.text.push_str(text);
    }

    /// The text.
    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    /// The bytes of a range; nothing where it is no range of this text.
    pub(super) fn slice(&self, span: Span) -> &str {
        span.text(&self.text).unwrap_or_default()
    }

    /// Where a range of this text stands in the author's.
    pub(super) fn place(&self, span: Span) -> Place {
        let first = self.origin(span.start as usize);
        let last = self.origin((span.end as usize).saturating_sub(1).max(span.start as usize));
        Place {
            span: first.span.to(last.span),
            via: first.via,
        }
    }

    /// Where one byte of this text stands in the author's.
    fn origin(&self, at: usize) -> Place {
        let index = self.pieces.partition_point(|piece| piece.start <= at);
        let Some(piece) = index.checked_sub(1).and_then(|i| self.pieces.get(i)) else {
            return Place {
                span: Span::NONE,
                via: None,
            };
        };
        match &piece.origin {
            Origin::Given(place) => place.clone(),
            Origin::Authored(offset) => {
                let from = offset + (at - piece.start);
                Place {
                    span: Span::new(from, from + 1),
                    via: None,
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use rule::Span;

    use super::{Place, Text};

    #[test]
    fn ranges_lead_back_to_the_author() {
        let call = Place {
            span: Span::new(4, 9),
            via: Some("m".to_owned()),
        };
        let mut text = Text::default();
        text.push_authored("a=1 ", 0);
        text.push_given("(b=2 c=3)", &call);
        text.push_authored(" d=4", 9);
        assert_eq!(text.as_str(), "a=1 (b=2 c=3) d=4");
        assert_eq!(text.place(Span::new(0, 3)).span, Span::new(0, 3));
        assert_eq!(text.place(Span::new(5, 8)), call);
        assert_eq!(text.place(Span::new(14, 17)).span, Span::new(10, 13));
    }
}
