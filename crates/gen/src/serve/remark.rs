//! A problem as a browser shows it.

use std::fmt;

use corpus::Problem;
use serde::Serialize;

use crate::report::visible;

/// A problem: where, what, and what to do. Its text may come from a rule; who shows it escapes it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Remark {
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

impl Remark {
    pub(super) fn new(problem: &Problem) -> Remark {
        let mut place = match (problem.source.as_str(), problem.path.as_str()) {
            ("", path) => path.to_owned(),
            (source, path) => format!("{source}/{path}"),
        };
        if problem.line > 0 {
            place += &format!(":{}:{}", problem.line, problem.column.max(1));
        }
        Remark {
            place: visible(&place),
            message: visible(&problem.message),
            help: problem.help.as_deref().map(visible),
            excerpt: problem.excerpt.as_deref().map(visible),
            column: problem.column,
        }
    }
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.place.is_empty() {
            write!(f, "{}: ", self.place)?;
        }
        f.write_str(&self.message)?;
        self.help.iter().try_for_each(|help| write!(f, "\n{help}"))
    }
}
