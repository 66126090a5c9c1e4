//! From bytes of a rule's text to a line and column of a file.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use catalog::Place;
use rule::{Language, Lines, Rule, Span};

use crate::config::Config;

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

/// Where the files of sources are, as seen from where gen runs.
pub(crate) struct Files {
    roots: BTreeMap<String, PathBuf>,
}

impl Files {
    /// The sources of a configuration.
    pub(crate) fn new(config: &Config) -> Self {
        let here = std::env::current_dir().ok();
        let shown = |root: &Path| {
            let root = here
                .as_ref()
                .and_then(|here| root.strip_prefix(here).ok())
                .unwrap_or(root);
            root.components()
                .filter(|part| *part != Component::CurDir)
                .collect()
        };
        let roots = config
            .sources
            .iter()
            .map(|source| (source.name.clone(), shown(&source.root)));
        Files {
            roots: roots.collect(),
        }
    }

    /// The path of a file of a source, with forward slashes; of anything else, its source's name before it.
    pub(crate) fn path(&self, source: &str, path: &str) -> String {
        let root = match self.roots.get(source) {
            Some(root) => root.to_string_lossy().replace('\\', "/"),
            None => source.to_owned(),
        };
        match (root.is_empty(), path.is_empty()) {
            (true, _) => path.to_owned(),
            (_, true) => root,
            _ => format!("{root}/{path}"),
        }
    }
}

/// The lines of the text that was asked for last: findings about one file come one after the other.
#[derive(Default)]
pub(super) struct Counted<'a> {
    last: Option<(&'a str, Lines)>,
}

impl<'a> Counted<'a> {
    /// The file of a finding's place, the place in it, and the line to show.
    pub(super) fn place(&mut self, rule: &'a Rule, place: Place) -> (&'a str, Region, Option<String>) {
        let (span, (path, text)) = text_of(rule, place);
        let lines = self.lines(text);
        if span.is_none() {
            let start = lines.start(text, rule.line);
            let excerpt = start.and_then(|start| line(text, start));
            return (path, Region::point(rule.line, 0), excerpt);
        }
        let (region, start) = region(text, lines, span);
        (path, region, line(text, start))
    }

    fn lines(&mut self, text: &'a str) -> &Lines {
        let known = self.last.take().filter(|(last, _)| std::ptr::eq(*last, text));
        let last = known.unwrap_or_else(|| (text, Lines::new(text)));
        &self.last.insert(last).1
    }
}

/// Where a place is, and the path and text of the file that it counts in.
fn text_of(rule: &Rule, place: Place) -> (Span, (&str, &str)) {
    let own = (rule.path.as_str(), &*rule.text);
    match (place, &rule.query) {
        (Place::Rule(span), _) => (span, own),
        (Place::Logic(span), Some(query)) => match &query.file {
            Some(file) if query.language == Language::Python => (span, (file.as_str(), query.text.as_str())),
            // The text is a part of that file, and which one is not known.
            Some(_) => (Span::NONE, own),
            None => (span, own),
        },
        (Place::Logic(span), None) => (span, own),
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
