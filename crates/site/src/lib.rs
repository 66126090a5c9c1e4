//! The catalog's pages, and their bytes on disk.
//!
//! Data flows one way: a page kind turns the catalog into models ([`pages`]), a model and a template become
//! HTML ([`render`]), and only then are bytes compared and written ([`output`]). Nothing here knows a vendor's
//! format or a query language.

mod book;
pub mod changes;
mod contents;
mod csv;
mod escape;
pub mod export;
mod fragment;
mod markdown;
mod minify;
pub mod output;
mod pages;
mod places;
mod records;
mod render;
mod route;
mod search;
mod settings;
mod shelf;
mod templates;
mod twins;
mod views;

pub use book::Book;
pub use minify::CAN_MINIFY;
pub use render::{Failure, Rendered, Site, render};
pub use route::Route;
pub use settings::{Prose, Settings, SourceInfo, VendorInfo};
pub use shelf::Pages;
pub use templates::{Shipped, TemplateError, Templates};
