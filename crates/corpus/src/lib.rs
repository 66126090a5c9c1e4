//! Rule files to rules.
//!
//! A [`Source`] is a folder of one vendor's rules. [`read`] walks it, hands each file to its vendor's reader
//! and gives back a [`Reading`]: the rules, what went wrong with which file, and a tally in which every file
//! is accounted for. Readers are registered in [`vendors`]; one vendor is one file.

mod attach;
pub mod attack;
mod attack_tags;
mod date;
mod detect;
mod fence;
mod loose;
mod placement;
mod problem;
mod problem_code;
mod read;
mod shelf;
mod slug;
mod source;
mod stream;
pub mod tables;
mod text_file;
pub mod vendors;
mod walk;
mod wanted;
mod yaml_rule;

pub use detect::{Survey, detect, survey};
pub use problem::Problem;
pub use problem_code::ProblemCode;
pub use read::{Reading, Tally, read};
pub use shelf::Shelf;
pub use slug::assign_slugs;
pub use source::{Licence, Publish, Source};
pub use stream::{read_each, text};
pub use vendors::vendor_ids;
pub use wanted::Wanted;
