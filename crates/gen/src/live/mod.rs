//! Keeping a site up to date while its inputs change: what `gen serve` and `gen build --watch` share.
//!
//! A [`doorbell`] rings when something may have changed; a [`scan`] of all inputs says what did; the [`Workspace`]
//! reads the site again. What it then gives equals what a clean build would read: nothing here knows which page
//! depends on which file.

mod doorbell;
#[cfg(test)]
mod law;
mod plan;
mod roots;
mod scan;
mod told;
mod watch;
mod workspace;

use doorbell::Doorbell;
pub(crate) use roots::Roots;
pub(crate) use scan::{Changes, input_files};
pub(crate) use told::Told;
pub(crate) use watch::{Watched, watch};
pub(crate) use workspace::{Broken, Built, Given, Workspace};
