//! What a catalog promises, with the data tables that come with the project.

mod aliases;
mod alike;
mod bridge;
mod builder;
mod classes;
mod corpora;
mod events;
mod facets;
mod findings;
mod guide;
mod sample;
