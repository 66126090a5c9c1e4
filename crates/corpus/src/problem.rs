//! What is wrong with a file, said to a person.

use rule::Level;

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
    /// How much it matters. An error means that the file or a part of it was refused.
    pub level: Level,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// The line of the file, when there is one.
    pub excerpt: Option<String>,
}
