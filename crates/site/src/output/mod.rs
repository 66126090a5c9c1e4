//! Bytes on disk: only what differs, the manifest last.
//!
//! A build that is killed leaves the in-progress mark behind, with the names of the files it was about to write;
//! the next one sees it, trusts nothing it finds and compares every file's bytes, so a half-written page can
//! never pass for a finished one. Files that are not in
//! the manifest are not ours and are never touched.

mod lock;
mod manifest;
mod write;

pub use lock::Lock;
pub use write::{Outcome, OutputError, write, write_atomic};
