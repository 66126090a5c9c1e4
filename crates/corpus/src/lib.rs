//! Rule files to rules.
//!
//! A [`Source`] is a folder of one vendor's rules. [`read`] walks it, hands each file to its vendor's reader
//! and gives back a [`Reading`]: the rules, what went wrong with which file, and a tally in which every file
//! is accounted for. Readers are registered in [`vendors`]; one vendor is one file.

pub mod attack;
mod problem;
mod read;
mod source;
pub mod tables;
pub mod vendors;

pub use problem::Problem;
pub use read::{Reading, Tally, read};
pub use source::{Licence, Publish, Source};
