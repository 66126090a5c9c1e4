//! What the readers promise, on files.

mod counts;
mod sources;
