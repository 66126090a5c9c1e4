//! What a run prints: problems, then a summary.

mod problems;
mod summary;
mod terminal;

pub(crate) use problems::{config_error, problems};
pub(crate) use summary::{Decoded, Summary, print};
pub(crate) use terminal::{fail, note, visible};
