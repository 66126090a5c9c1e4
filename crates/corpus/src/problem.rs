//! What is wrong with a file, said to a person.

use rule::{Diagnostic, Level, Span};

use crate::ProblemCode;

/// How much of a line is shown; some rules are written on one line of 40,000 characters.
const MAX_EXCERPT: usize = 160;

/// One remark about a file of a source.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The source's name.
    pub source: String,
    /// The file, relative to the source's root.
    pub path: String,
    /// Line, from one; zero when the whole file is meant.
    pub line: u32,
    /// Column in characters, from one; zero when the whole line is meant.
    pub column: u32,
    /// What kind of thing it is.
    pub code: ProblemCode,
    /// How much it matters. An error means that the file or a part of it was refused.
    pub level: Level,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// The line of the file, when there is one.
    pub excerpt: Option<String>,
}

impl Problem {
    /// A remark about a whole file, which is no rule unless [`Problem::of`] says something else. The source's
    /// name is filled in by whoever reads the source.
    pub(crate) fn new(level: Level, path: &str, message: impl Into<String>) -> Self {
        Problem {
            source: String::new(),
            path: path.to_owned(),
            line: 0,
            column: 0,
            code: ProblemCode::NotARule,
            level,
            message: message.into(),
            help: None,
            excerpt: None,
        }
    }

    /// An error about a whole file.
    pub(crate) fn error(path: &str, message: impl Into<String>) -> Self {
        Problem::new(Level::Error, path, message)
    }

    /// A warning about a whole file.
    pub(crate) fn warning(path: &str, message: impl Into<String>) -> Self {
        Problem::new(Level::Warning, path, message)
    }

    /// A decoder's remark, its span counting from the start of `text`, which is the file's.
    pub(crate) fn from_diagnostic(path: &str, text: &str, diagnostic: Diagnostic) -> Self {
        let problem = Problem::new(diagnostic.level, path, diagnostic.message)
            .with_help(diagnostic.help)
            .of(ProblemCode::Query);
        if diagnostic.span.is_none() {
            problem
        } else {
            problem.at(text, diagnostic.span)
        }
    }

    /// The same remark, of another kind.
    pub(crate) fn of(mut self, code: ProblemCode) -> Self {
        self.code = code;
        self
    }

    /// The same remark with advice.
    pub(crate) fn with_help(mut self, help: Option<impl Into<String>>) -> Self {
        self.help = help.map(Into::into);
        self
    }

    /// The same remark at a place of the file's text.
    pub(crate) fn at(self, text: &str, span: Span) -> Self {
        let offset = floor_char(text, span.start as usize);
        let start = text[..offset].rfind('\n').map_or(0, |newline| newline + 1);
        let line = line_of(text, offset);
        let column = text[start..offset].chars().count() + 1;
        self.at_line(text, line, u32::try_from(column).unwrap_or(u32::MAX))
    }

    /// The same remark at a line and column of the file's text, both from one.
    pub(crate) fn at_line(mut self, text: &str, line: u32, column: u32) -> Self {
        self.line = line;
        self.column = column;
        self.excerpt = text
            .lines()
            .nth(line.saturating_sub(1) as usize)
            .map(|line| line.chars().take(MAX_EXCERPT).collect());
        self
    }
}

/// The line, from one, that an offset lies on.
pub(crate) fn line_of(text: &str, offset: usize) -> u32 {
    let before = &text.as_bytes()[..offset.min(text.len())];
    let newlines = before.iter().filter(|byte| **byte == b'\n').count();
    u32::try_from(newlines + 1).unwrap_or(u32::MAX)
}

fn floor_char(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

#[cfg(test)]
mod tests {
    use rule::Span;

    use super::Problem;

    #[test]
    fn places_count_lines_from_one_and_columns_in_characters() {
        let text = "a: 1\nb: é x\n";
        let problem = Problem::error("f.yml", "m").at(text, Span::new(11, 12));
        assert_eq!((problem.line, problem.column), (2, 6));
        assert_eq!(problem.excerpt.as_deref(), Some("b: é x"));
    }

    #[test]
    fn places_past_the_end_or_inside_a_character_are_harmless() {
        let text = "é";
        assert_eq!(Problem::error("f", "m").at(text, Span::new(1, 2)).column, 1);
        assert_eq!(Problem::error("f", "m").at(text, Span::new(90, 99)).column, 2);
    }
}
