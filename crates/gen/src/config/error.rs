//! What is wrong with a configuration file.

use std::fmt;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::remark::{Region, Remark};

/// A mistake in a configuration file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ConfigError {
    /// The file.
    pub(crate) path: PathBuf,
    /// Its text, for showing the line.
    pub(crate) text: String,
    /// Where, in bytes of the text.
    pub(crate) span: Option<Range<usize>>,
    /// What is wrong.
    pub(crate) message: String,
    /// What to do about it.
    pub(crate) help: Option<String>,
}

impl ConfigError {
    pub(super) fn unreadable(path: &Path, error: &io::Error) -> Self {
        let help = match error.kind() {
            io::ErrorKind::NotFound => {
                Some("name the file with --config, or run gen where site.toml is".to_owned())
            }
            _ => None,
        };
        ConfigError {
            path: path.to_owned(),
            text: String::new(),
            span: None,
            message: error.to_string(),
            help,
        }
    }

    /// From the TOML reader, with the nearest valid key when an unknown one is the trouble.
    pub(super) fn toml(path: &Path, text: &str, error: &toml::de::Error) -> Self {
        let message = error.message().to_owned();
        let help = nearest_key(&message);
        ConfigError {
            path: path.to_owned(),
            text: text.to_owned(),
            span: error.span(),
            message,
            help,
        }
    }

    /// The line and column of the mistake, from one.
    pub(crate) fn place(&self) -> Option<(usize, usize)> {
        let before = self.text.get(..self.span.as_ref()?.start)?;
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        Some((line, column))
    }

    /// The mistake as a remark like those about rule files.
    pub(crate) fn remark(&self) -> Remark {
        let (line, column) = self.place().unwrap_or_default();
        let narrow = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let excerpt = line.checked_sub(1).and_then(|line| self.text.lines().nth(line));
        Remark {
            region: Region::point(narrow(line), narrow(column)),
            help: self.help.clone(),
            excerpt: excerpt.map(str::to_owned),
            ..Remark::of_site(&self.path.display().to_string(), &self.message)
        }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path.display())?;
        if let Some((line, column)) = self.place() {
            write!(f, ":{line}:{column}")?;
        }
        write!(f, ": {}", self.message)
    }
}

/// serde words an unknown key as: unknown field `x`, expected one of `a`, `b`.
fn nearest_key(message: &str) -> Option<String> {
    let rest = message.strip_prefix("unknown field `")?;
    let (unknown, rest) = rest.split_once('`')?;
    let keys = rest.split('`').skip(1).step_by(2);
    nearest(unknown, keys).map(|nearest| format!("did you mean `{nearest}`?"))
}

/// The word that another was likely meant to be.
pub(super) fn nearest<'a>(unknown: &str, words: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let distance = |word: &str| strsim::levenshtein(unknown, word);
    let nearest = words.min_by_key(|word| distance(word))?;
    (distance(nearest) <= nearest.len() / 2).then_some(nearest)
}

#[cfg(test)]
mod tests {
    use super::nearest_key;

    #[test]
    fn an_unknown_key_is_answered_with_the_nearest() {
        let message = "unknown field `licens`, expected one of `name`, `licence`, `path`";
        assert_eq!(nearest_key(message).as_deref(), Some("did you mean `licence`?"));
        assert_eq!(nearest_key("unknown field `zzzzzzzz`, expected `name`"), None);
        assert_eq!(nearest_key("missing field `name`"), None);
    }
}
