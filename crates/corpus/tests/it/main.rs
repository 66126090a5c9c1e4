//! What the readers promise, on files.

mod counts;
mod detect;
mod hostile;
mod snapshots;
mod sources;
