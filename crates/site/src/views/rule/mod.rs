//! A rule on its own page, and as a line in lists.

mod line;
mod page;
mod provenance;
mod reach;
mod similar;

pub(crate) use line::{RuleLine, address, group_by_vendor, language, numbers, severity, title};
pub(crate) use page::RulePage;
