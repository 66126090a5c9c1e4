//! The way to the pages before and after one.

use serde::Serialize;

/// The neighbours of a page, in the order of the index that lists it.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Turn {
    previous: Option<Neighbour>,
    next: Option<Neighbour>,
}

/// A page one may turn to.
#[derive(Debug, Serialize)]
pub(crate) struct Neighbour {
    /// Its address below the site's root.
    pub(crate) href: String,
    /// What it is called.
    pub(crate) title: String,
}

impl Turn {
    /// The neighbours of the page that stands in the list at this place.
    pub(crate) fn at<T>(list: &[T], place: usize, neighbour: impl Fn(&T) -> Neighbour) -> Turn {
        let before = place.checked_sub(1).and_then(|before| list.get(before));
        Turn {
            previous: before.map(&neighbour),
            next: list.get(place + 1).map(&neighbour),
        }
    }
}
