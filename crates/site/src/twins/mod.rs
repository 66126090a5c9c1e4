//! Pages for programs: what a page shows, as JSON, CSV and Markdown beside it.

mod csv;
mod field;
mod layers;
mod markdown;
mod matrix;
mod narrowing;
mod rules;
mod schemas;
mod script;
mod technique;

pub(crate) use csv::{Table, table};
pub(crate) use field::field;
pub(crate) use layers::{Layer, Of, Score, by_platform, counts, layer, layers, scored};
pub(crate) use markdown::Document;
pub(crate) use matrix::matrix;
pub(crate) use narrowing::field_narrowing;
pub(crate) use rules::rule;
pub(crate) use schemas::{SCHEMAS, schema_path};
pub(crate) use script::script;
pub(crate) use technique::Population;
