//! Bytes on disk: only what differs, the manifest last.
//!
//! Whether a file is right is decided by its bytes, never by a time or by what a build remembers, so a half-written
//! page of a killed build or another hand's edit is mended by the next build. The manifest only says which files are
//! ours: whatever stands in neither it nor the in-progress mark is never touched.

mod draft;
mod file;
mod lock;
mod manifest;
mod swap;

pub use draft::{Draft, Outcome};
pub use file::OutputError;
pub use lock::Lock;
pub use manifest::written;
