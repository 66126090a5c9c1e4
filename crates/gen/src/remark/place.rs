//! From bytes of a rule's text to a line and column of a file.

use catalog::{Place, Sketch};
use rule::{Language, Lines, Span};

/// A longer line is not shown: some rules are written on one line of 40,000 characters.
const MAX_EXCERPT: usize = 300;

/// A range of a file, in lines and columns from one; zeros where it is not known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Region {
    /// The first line.
    pub(crate) line: u32,
    /// The first column, in characters.
    pub(crate) column: u32,
    /// The last line.
    pub(crate) end_line: u32,
    /// One past the last column.
    pub(crate) end_column: u32,
}

impl Region {
    /// A place without an extent.
    pub(crate) fn point(line: u32, column: u32) -> Self {
        Region {
            line,
            column,
            end_line: line,
            end_column: column.saturating_add(u32::from(column > 0)),
        }
    }
}

/// A place whose line and column are not known yet.
pub(super) struct Spot<'a> {
    /// The file it is in, relative to the rule's source.
    pub(super) path: &'a str,
    /// The line that is meant where the place is the rule as a whole.
    line: u32,
    span: Span,
}

impl<'a> Spot<'a> {
    /// The place of a finding about a rule.
    pub(super) fn new(rule: &'a Sketch, place: Place) -> Self {
        let (path, span) = match (place, rule.query_file.as_deref()) {
            (Place::Rule(span), _) | (Place::Logic(span), None) => (&*rule.path, span),
            (Place::Logic(span), Some(file)) if rule.language == Language::Python => (file, span),
            // The text is a part of that file, and which one is not known.
            (Place::Logic(_), Some(_)) => (&*rule.path, Span::NONE),
        };
        Spot {
            path,
            line: rule.line,
            span,
        }
    }

    /// Where it is in its file's text, and the line to show.
    pub(super) fn look_up(&self, text: &str, lines: &Lines) -> (Region, Option<String>) {
        if self.span.is_none() {
            let start = lines.start(text, self.line);
            let excerpt = start.and_then(|start| line(text, start));
            return (Region::point(self.line, 0), excerpt);
        }
        let (region, start) = region(text, lines, self.span);
        (region, line(text, start))
    }
}

/// The range in lines and columns, and the byte its first line starts at.
fn region(text: &str, lines: &Lines, span: Span) -> (Region, usize) {
    let first = lines.position(text, span.start as usize);
    let last = lines.position(text, span.end.max(span.start) as usize);
    let region = Region {
        line: first.line,
        column: first.column,
        end_line: last.line,
        end_column: last.column,
    };
    (region, first.start)
}

/// The line that starts at a byte, if it is short enough.
fn line(text: &str, start: usize) -> Option<String> {
    let rest = text.get(start..).filter(|rest| !rest.is_empty())?;
    let end = rest.bytes().take(MAX_EXCERPT + 2).position(|byte| byte == b'\n');
    let line = rest.get(..end.unwrap_or(rest.len()))?;
    let line = line.strip_suffix('\r').unwrap_or(line);
    (line.len() <= MAX_EXCERPT).then(|| line.to_owned())
}

#[cfg(test)]
mod tests {
    use rule::{Lines, Span};

    use super::{Region, region};

    #[test]
    fn regions_count_lines_from_one_and_columns_in_characters() {
        let expected = Region {
            line: 2,
            column: 4,
            end_line: 2,
            end_column: 6,
        };
        let region = |text, span| region(text, &Lines::new(text), span);
        assert_eq!(region("a: 1\nb: é x\n", Span::new(8, 11)), (expected, 5));
        assert_eq!(region("é", Span::new(1, 90)).0.line, 1);
    }
}
