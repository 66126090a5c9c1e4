//! What a run prints: remarks, then a summary.

pub(crate) mod github;
pub(crate) mod json;
pub(crate) mod sarif;
mod summary;
mod terminal;
mod text;

pub(crate) use summary::{Decoded, Summary, as_json, print, print_recalled};
pub(crate) use terminal::{address, fail, notice, visible};
pub(crate) use text::{config_error, remarks, remarks_from};
