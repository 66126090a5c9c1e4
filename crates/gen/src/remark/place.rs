//! From bytes of a rule's text to a line and column of a file.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use catalog::Place;
use rule::{Language, Rule, Span};

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

/// The file of a finding's place, the place in it, and the line to show.
pub(super) fn of(rule: &Rule, place: Place) -> (&str, Region, Option<String>) {
    let own = (rule.path.as_str(), rule.text.as_str());
    let (span, (path, text)) = match (place, &rule.query) {
        (Place::Rule(span), _) => (span, own),
        (Place::Logic(span), Some(query)) => match &query.file {
            Some(file) if query.language == Language::Python => (span, (file.as_str(), query.text.as_str())),
            // The text is a part of that file, and which one is not known.
            Some(_) => (Span::NONE, own),
            None => (span, own),
        },
        (Place::Logic(span), None) => (span, own),
    };
    if span.is_none() {
        return (path, Region::point(rule.line, 0), line(text, rule.line));
    }
    let region = region(text, span);
    (path, region, line(text, region.line))
}

fn region(text: &str, span: Span) -> Region {
    let (line, column) = position(text, span.start as usize);
    let (end_line, end_column) = position(text, span.end.max(span.start) as usize);
    Region {
        line,
        column,
        end_line,
        end_column,
    }
}

fn position(text: &str, offset: usize) -> (u32, u32) {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    let before = &text[..offset];
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let narrow = |n: usize| u32::try_from(n + 1).unwrap_or(u32::MAX);
    let lines = before.bytes().filter(|byte| *byte == b'\n').count();
    (narrow(lines), narrow(before[start..].chars().count()))
}

fn line(text: &str, number: u32) -> Option<String> {
    let line = text.lines().nth(number.checked_sub(1)? as usize)?;
    (line.len() <= MAX_EXCERPT).then(|| line.to_owned())
}

#[cfg(test)]
mod tests {
    use rule::Span;

    use super::{Region, region};

    #[test]
    fn regions_count_lines_from_one_and_columns_in_characters() {
        let expected = Region {
            line: 2,
            column: 4,
            end_line: 2,
            end_column: 6,
        };
        assert_eq!(region("a: 1\nb: é x\n", Span::new(8, 11)), expected);
        assert_eq!(region("é", Span::new(1, 90)).line, 1);
    }
}
