//! What templates see: small, serialisable, dumb.

mod bar;
mod changes;
mod dated;
mod events;
mod filters;
mod guide;
mod logic;
mod row_html;
mod rule;
mod shared;
mod source;
mod technique;
mod turn;

pub(crate) use bar::bar;
pub(crate) use changes::{EditionLine, EditionView, kind_words, rule_pages};
pub(crate) use dated::{DatedRule, dated, dated_among};
pub(crate) use events::{EventLine, EventTable, event_lines};
pub(crate) use filters::{Facet, MIN_FILTERED, facets_of, filters};
pub(crate) use guide::{CountView, Extent, FieldName, GuideView, value_tables};
pub(crate) use logic::LogicView;
pub(crate) use rule::{RuleLine, RulePage, address, group_by_vendor, language, numbers, severity, title};
pub(crate) use shared::shared;
pub(crate) use source::SourceText;
pub(crate) use technique::{TechniqueCount, TechniqueLine};
pub(crate) use turn::{Neighbour, Turn};
