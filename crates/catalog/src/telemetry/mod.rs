//! Telemetry events: which ones rules read, natively or as another sensor's equivalent.
//!
//! First the [`evidence`] of a rule is gathered: what it declares, what its steps read from, what it selects by.
//! The [`Resolver`] looks it up in the tables of log sources, which gives [`Source`]s: events, or whole
//! providers. Once the rule's predicates have concepts, [`narrow`] finds the events it names in those.

mod events;
mod evidence;
mod inherit;
mod narrow;
mod resolve;
mod shared;
mod squash;

pub use events::{Event, EventUse, Events};
pub(crate) use events::{EventKeys, Facts, Found, Reads};
pub(crate) use evidence::gather;
pub(crate) use inherit::{Kin, enter};
pub(crate) use narrow::{EventNames, Narrower};
pub(crate) use resolve::{Resolver, Source};
pub(crate) use shared::Activities;
