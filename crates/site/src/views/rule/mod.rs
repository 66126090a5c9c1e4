//! A rule on its own page, and as a line in lists.

mod line;
mod page;
mod provenance;

pub(crate) use line::{RuleLine, address, group_by_vendor, numbers, title};
pub(crate) use page::RulePage;
