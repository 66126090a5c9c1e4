//! Pages for programs: what a page shows, as JSON and CSV beside it.

mod csv;
mod layers;
mod matrix;
mod rules;
mod script;
mod technique;

pub(crate) use csv::{Table, table};
pub(crate) use layers::{Layer, layer};
pub(crate) use matrix::matrix;
pub(crate) use rules::{rule, rules};
pub(crate) use script::script;
pub(crate) use technique::{field_population, population};
