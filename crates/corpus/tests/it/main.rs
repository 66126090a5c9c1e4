//! What the readers promise, on files.

mod corpora;
mod counts;
mod fidelity;
mod hostile;
mod snapshots;
mod sources;
