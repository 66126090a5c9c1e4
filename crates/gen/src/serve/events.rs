//! Server-sent events: what is shown, told to open pages whenever it changes.
//!
//! An event carries the whole state and no command, so that a page that missed some, or was cut off by a restart,
//! is right again with the next one:
//! `event: shown`, `data: {"edition": 3, "problems": [{"place", "message", "help", "excerpt", "column"}]}`.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use tokio_stream::StreamExt;
use tokio_stream::wrappers::WatchStream;

use super::answer::named;
use super::note::Note;
use super::shelf::{Shelf, Shown};

/// A line that means nothing, so that a dead connection is noticed.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// Tells a page what is shown, from now on. The question is the page's own path.
pub(super) async fn events(State(shelf): State<Shelf>, request: Request) -> Response {
    let path = request.uri().query().unwrap_or_default();
    let tab = shelf.tab(named(path));
    let events = WatchStream::new(shelf.follow())
        .filter(Shown::is_ready)
        .map(move |shown| {
            // The tab stays open as long as its events are followed.
            let _ = &tab;
            event(&shown)
        });
    let alive = KeepAlive::new().interval(HEARTBEAT);
    Sse::new(events).keep_alive(alive).into_response()
}

fn event(shown: &Shown) -> Result<Event, Infallible> {
    let problems: Vec<Note> = shown.problems.iter().map(Note::new).collect();
    let data = json!({"edition": shown.number, "problems": problems});
    Ok(Event::default().event("shown").data(data.to_string()))
}
