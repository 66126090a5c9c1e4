//! What templates see: small, serialisable, dumb.

mod events;
mod guide;
mod logic;
mod rule;
mod shared;

pub(crate) use events::EventTable;
pub(crate) use guide::{Extent, GuideView};
pub(crate) use logic::LogicView;
pub(crate) use rule::{RuleLine, RulePage, address, group_by_vendor, numbers, title};
pub(crate) use shared::shared;
