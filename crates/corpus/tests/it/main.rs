//! What the readers promise, on files.

mod counts;
mod hostile;
mod snapshots;
mod sources;
