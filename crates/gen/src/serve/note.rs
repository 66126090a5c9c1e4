//! A remark as a browser shows it.

use std::fmt;

use serde::Serialize;

use crate::remark::Remark;
use crate::report::visible;

/// A remark: where, what, and what to do. Its text may come from a rule; who shows it escapes it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Note {
    /// `file:line:column`, as far as it is known.
    pub(super) place: String,
    /// What is wrong.
    pub(super) message: String,
    /// What to do about it.
    pub(super) help: Option<String>,
    /// The line itself.
    pub(super) excerpt: Option<String>,
    /// The column in that line, from one; zero when it is not known.
    pub(super) column: u32,
}

impl Note {
    pub(super) fn new(remark: &Remark) -> Note {
        let region = remark.region;
        let mut place = remark.file.clone();
        if region.line > 0 {
            place += &format!(":{}:{}", region.line, region.column.max(1));
        }
        Note {
            place: visible(&place),
            message: visible(&remark.message),
            help: remark.help.as_deref().map(visible),
            excerpt: remark.excerpt.as_deref().map(visible),
            column: region.column,
        }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.place.is_empty() {
            write!(f, "{}: ", self.place)?;
        }
        f.write_str(&self.message)?;
        self.help.iter().try_for_each(|help| write!(f, "\n{help}"))
    }
}
