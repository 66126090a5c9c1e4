//! Telemetry events: which ones rules read, natively or as another sensor's equivalent.

mod events;
mod resolve;

pub use events::{Event, EventUse, Events};
pub(crate) use events::{Facts, Found};
pub(crate) use resolve::Resolver;
