//! The latest changes as an Atom feed (RFC 4287), and the description of the search for browsers.
//!
//! Dates are those that the rules carry: a build at another time makes the same feed.

use catalog::Entry;
use serde::Serialize;
use tera::Context;

use super::Job;
use crate::book::Book;
use crate::views::{address, title};

/// Entries of the feed.
const MAX_ENTRIES: usize = 60;
/// When nothing carries a date.
const EPOCH: &str = "1970-01-01";

#[derive(Serialize)]
struct FeedEntry {
    title: String,
    vendor: String,
    slug: String,
    href: String,
    date: String,
    techniques: String,
}

pub(super) fn jobs<'a>(book: &'a Book<'a>) -> Vec<Job<'a>> {
    let feed = Job::file("feed.xml", "feed.xml", move || feed(book));
    let search = book.settings.base_url.as_ref().and_then(|base| {
        Job::file("opensearch.xml", "opensearch.xml", move || {
            let mut context = Context::new();
            context.insert("base", base);
            context
        })
    });
    feed.into_iter().chain(search).collect()
}

fn feed(book: &Book<'_>) -> Context {
    let mut dated: Vec<(&str, &Entry)> = book
        .live()
        .filter_map(|(_, entry)| Some((date(entry)?, entry)))
        .collect();
    dated.sort_by(|a, b| b.0.cmp(a.0).then_with(|| address(a.1).cmp(&address(b.1))));
    dated.truncate(MAX_ENTRIES);
    let updated = dated.first().map_or(EPOCH, |(date, _)| date).to_owned();
    let entries: Vec<FeedEntry> = dated
        .into_iter()
        .map(|(date, entry)| FeedEntry {
            title: title(entry),
            vendor: book.settings.vendor(&entry.rule.vendor).title,
            slug: format!("{}:{}", entry.rule.vendor, entry.rule.slug),
            href: address(entry),
            date: date.to_owned(),
            techniques: entry
                .techniques
                .iter()
                .map(|it| it.id.to_string())
                .collect::<Vec<_>>()
                .join(", "),
        })
        .collect();
    let mut context = Context::new();
    context.insert("updated", &updated);
    context.insert("entries", &entries);
    context
}

/// The date of the last change, or else of the first version, if it is one.
fn date(entry: &Entry) -> Option<&str> {
    let rule = &entry.rule;
    [rule.modified.as_deref(), rule.created.as_deref()]
        .into_iter()
        .flatten()
        .find(|date| is_date(date))
}

/// `YYYY-MM-DD`.
fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digits = |range: std::ops::Range<usize>| bytes[range].iter().all(u8::is_ascii_digit);
    bytes.len() == 10
        && bytes[4] == b'-'
        && bytes[7] == b'-'
        && digits(0..4)
        && digits(5..7)
        && digits(8..10)
        && ("01"..="12").contains(&&text[5..7])
        && ("01"..="31").contains(&&text[8..10])
}

#[cfg(test)]
mod tests {
    use super::is_date;

    #[test]
    fn only_dates_are_dates() {
        assert!(is_date("2024-02-29"));
        for text in [
            "2024/02/29",
            "2024-13-01",
            "2024-00-10",
            "yesterday!",
            "",
            "2024-é-01",
        ] {
            assert!(!is_date(text), "{text}");
        }
    }
}
