//! Pages for programs: what a page shows, as JSON and CSV beside it.

mod csv;
mod layers;
mod rules;
mod technique;

pub(crate) use csv::{Table, table};
pub(crate) use layers::{Layer, layer, matrix};
pub(crate) use rules::{rule, rules};
pub(crate) use technique::population;
