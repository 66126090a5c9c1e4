//! Chores of the project: what no user runs.

pub mod bench;
pub mod facts;
pub mod tidy;
