//! Lines and columns of a text.

/// Bytes from one mark to the next: what is counted to find a place.
const STRIDE: usize = 1024;

/// Where lines and columns of a text are, so that a place is found at once: also the last of ten thousand, and also
/// where all stands on one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lines {
    /// The position of every so many bytes.
    marks: Vec<Position>,
}

/// A place in a text as people count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// The line, from one.
    pub line: u32,
    /// The column in characters, from one.
    pub column: u32,
    /// The byte that the line starts at.
    pub start: usize,
}

impl Position {
    /// The position behind further bytes, which lie at an offset.
    fn behind(self, bytes: &[u8], at: usize) -> Self {
        let newlines = bytes.iter().filter(|byte| **byte == b'\n').count();
        let last = bytes.iter().rposition(|byte| *byte == b'\n');
        let rest = last.map_or(bytes, |last| &bytes[last + 1..]);
        let is_character = |byte: &&u8| (**byte as i8) >= -0x40;
        let characters = narrow(rest.iter().filter(is_character).count());
        Position {
            line: self.line.saturating_add(narrow(newlines)),
            column: last.map_or(self.column, |_| 1).saturating_add(characters),
            start: last.map_or(self.start, |last| at + last + 1),
        }
    }
}

impl Lines {
    /// Counts the lines of a text.
    pub fn new(text: &str) -> Self {
        let mut position = Position {
            line: 1,
            column: 1,
            start: 0,
        };
        let mut marks = vec![position];
        for (number, bytes) in text.as_bytes().chunks(STRIDE).enumerate() {
            position = position.behind(bytes, number * STRIDE);
            marks.push(position);
        }
        Lines { marks }
    }

    /// Where an offset of the same text lies; one past the end lies at the end, one inside a character at its start.
    pub fn position(&self, text: &str, offset: usize) -> Position {
        let mut offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let from = offset / STRIDE * STRIDE;
        let mark = self.marks[offset / STRIDE];
        mark.behind(&text.as_bytes()[from..offset], from)
    }

    /// The byte that a line of the same text starts at.
    pub fn start(&self, text: &str, line: u32) -> Option<usize> {
        let before = self.marks.partition_point(|mark| mark.line < line);
        let Some(mark) = before.checked_sub(1) else {
            return (line == 1).then_some(0);
        };
        let newlines = (line - self.marks[mark].line) as usize;
        let from = mark * STRIDE;
        let bytes = text.as_bytes().get(from..)?.iter().enumerate();
        let mut ends = bytes.filter(|(_, byte)| **byte == b'\n');
        ends.nth(newlines - 1).map(|(at, _)| from + at + 1)
    }
}

fn narrow(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::{Lines, Position};

    /// By counting from the start.
    fn counted(text: &str, offset: usize) -> Position {
        let before = &text[..offset];
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let number = |n: usize| u32::try_from(n + 1).expect("a short text");
        Position {
            line: number(before.matches('\n').count()),
            column: number(before[start..].chars().count()),
            start,
        }
    }

    #[test]
    fn a_place_costs_the_same_wherever_it_is() {
        let text = "é".repeat(500_000);
        let lines = Lines::new(&text);
        let start = std::time::Instant::now();
        for at in 0..10_000 {
            assert_eq!(
                lines.position(&text, at * 100).column,
                u32::try_from(at * 50 + 1).expect("small")
            );
        }
        assert!(start.elapsed().as_secs() < 5, "{:?}", start.elapsed());
    }

    #[test]
    fn places_are_those_that_counting_gives() {
        for text in [
            "",
            "a: 1\nb: é x\n",
            &"é€\nab".repeat(900),
            &"€".repeat(2000),
            &"a".repeat(2048),
        ] {
            let lines = Lines::new(text);
            for (offset, _) in text.char_indices() {
                let position = lines.position(text, offset);
                assert_eq!(position, counted(text, offset), "{offset}");
                assert_eq!(lines.start(text, position.line), Some(position.start));
            }
            assert_eq!(lines.position(text, text.len() + 9), counted(text, text.len()));
        }
        assert_eq!(Lines::new("a\nb").start("a\nb", 3), None);
        assert_eq!(Lines::new("a\nb").start("a\nb", 0), None);
        assert_eq!(Lines::new("é").position("é", 1).column, 1);
    }
}
