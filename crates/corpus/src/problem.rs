//! What is wrong with a file, said to a person.

use rule::{Diagnostic, Level, Span};

use crate::ProblemCode;
use crate::text_file::TextFile;

/// How much of a line is shown; some rules are written on one line of 40,000 characters.
const MAX_EXCERPT: usize = 160;

/// How many remarks one file gets: whoever mends that many runs again.
const MOST_TOLD: usize = 100;

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

    /// A decoder's remark about a file as a whole.
    pub(crate) fn of_whole(path: &str, diagnostic: Diagnostic) -> Self {
        Problem::new(diagnostic.level, path, diagnostic.message)
            .with_help(diagnostic.help)
            .of(ProblemCode::Query)
    }

    /// A decoder's remark, its span counting from the start of the file.
    pub(crate) fn from_diagnostic(file: &TextFile, diagnostic: Diagnostic) -> Self {
        let span = diagnostic.span;
        let problem = Problem::of_whole(&file.path, diagnostic);
        if span.is_none() {
            problem
        } else {
            problem.at(file, span)
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

    /// The same remark at a place of the file.
    pub(crate) fn at(mut self, file: &TextFile, span: Span) -> Self {
        let position = file.lines().position(&file.text, span.start as usize);
        self.line = position.line;
        self.column = position.column;
        let rest = file.text.get(position.start..).unwrap_or_default();
        self.excerpt = (!rest.is_empty()).then(|| excerpt(rest));
        self
    }

    /// The same remark at a line and column of the file's text, both from one.
    pub(crate) fn at_line(mut self, text: &str, line: u32, column: u32) -> Self {
        self.line = line;
        self.column = column;
        let mut lines = text.lines();
        self.excerpt = lines.nth(line.saturating_sub(1) as usize).map(excerpt);
        self
    }
}

/// Leaves the first so many remarks of a file, by place, and says how many more there are and the worst that they are.
pub(crate) fn shorten(path: &str, problems: &mut Vec<Problem>) {
    problems.sort();
    if problems.len() <= MOST_TOLD {
        return;
    }
    let more = problems.split_off(MOST_TOLD);
    let worst = more.iter().max_by_key(|it| it.level);
    let (level, code) = worst.map_or((Level::Warning, ProblemCode::Query), |it| (it.level, it.code));
    let message = format!("{} more problems of this file are not told", more.len());
    let help = format!("mend some of the first {MOST_TOLD} and check again");
    problems.push(Problem::new(level, path, message).of(code).with_help(Some(help)));
}

/// What is shown of the line that a text starts with.
fn excerpt(text: &str) -> String {
    let line = text.chars().take_while(|c| *c != '\n');
    let shown: String = line.take(MAX_EXCERPT).collect();
    shown.trim_end_matches('\r').to_owned()
}

#[cfg(test)]
mod tests {
    use rule::Span;

    use super::Problem;
    use crate::text_file::TextFile;

    #[test]
    fn places_count_lines_from_one_and_columns_in_characters() {
        let file = TextFile::new("f.yml", "a: 1\nb: é x\n");
        let problem = Problem::error("f.yml", "m").at(&file, Span::new(11, 12));
        assert_eq!((problem.line, problem.column), (2, 6));
        assert_eq!(problem.excerpt.as_deref(), Some("b: é x"));
    }

    #[test]
    fn places_past_the_end_or_inside_a_character_are_harmless() {
        let file = TextFile::new("f", "é");
        assert_eq!(Problem::error("f", "m").at(&file, Span::new(1, 2)).column, 1);
        assert_eq!(Problem::error("f", "m").at(&file, Span::new(90, 99)).column, 2);
    }
}
