//! The list of contents of a prose page.

use pulldown_cmark::{Event, HeadingLevel, Tag, TagEnd};
use serde::Serialize;

/// A second-level heading and where it stands on its page.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Heading {
    pub(crate) id: String,
    pub(crate) title: String,
}

/// Names every second-level heading that has no id of its own by its words, and lists them all.
pub(crate) fn name_headings(events: &mut [Event<'_>]) -> Vec<Heading> {
    let mut headings: Vec<Heading> = Vec::new();
    for at in 0..events.len() {
        let title = match &events[at] {
            Event::Start(Tag::Heading {
                level: HeadingLevel::H2,
                ..
            }) => title(&events[at + 1..]),
            _ => continue,
        };
        if let Event::Start(Tag::Heading { id, .. }) = &mut events[at] {
            let id = id
                .get_or_insert_with(|| free_id(&title, &headings).into())
                .to_string();
            headings.push(Heading { id, title });
        }
    }
    headings
}

fn title(events: &[Event<'_>]) -> String {
    let inside = events
        .iter()
        .take_while(|event| !matches!(event, Event::End(TagEnd::Heading(_))));
    let text = inside.filter_map(|event| match event {
        Event::Text(text) | Event::Code(text) => Some(text.as_ref()),
        _ => None,
    });
    text.collect()
}

/// The words of a title, numbered when another heading has them already.
fn free_id(title: &str, headings: &[Heading]) -> String {
    let lower = title.to_lowercase();
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let id = format!("s-{}", words.join("-"));
    let is_taken = |id: &str| headings.iter().any(|heading| heading.id == id);
    if is_taken(&id) {
        format!("{id}-{}", headings.len())
    } else {
        id
    }
}
