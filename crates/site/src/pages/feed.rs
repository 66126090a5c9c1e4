//! What changed as Atom feeds (RFC 4287): of the site, of each vendor, of each technique.
//!
//! Changes that the site remembers come first, then rules by the dates they carry themselves: a build at another
//! time makes the same feeds.

use std::collections::{BTreeMap, BTreeSet};

use catalog::RuleIx;
use serde::Serialize;
use tera::Context;

use super::Job;
use crate::book::Book;
use crate::changes::{Change, Edition, Kind};
use crate::views::{DatedRule, dated_among, kind_words};

/// Entries of the site's feed, and of each other one.
const MAX_ENTRIES: usize = 60;
const MAX_OF_PART: usize = 20;
/// When nothing carries a date.
const EPOCH: &str = "1970-01-01";

#[derive(Clone, Serialize)]
struct FeedEntry {
    /// The end of its identifier, the same for good.
    urn: String,
    title: String,
    href: String,
    date: String,
    summary: String,
}

/// What a feed is about.
struct Feed {
    /// The end of its identifier.
    urn: String,
    title: String,
    /// The page it belongs to.
    page: String,
    path: String,
    most: usize,
}

pub(super) fn jobs<'a>(book: &'a Book<'a>) -> Vec<Job<'a>> {
    let search = book.settings.base_url.as_ref().and_then(|base| {
        Job::file("opensearch.xml", "opensearch.xml", move || {
            let mut context = Context::new();
            context.insert("base", base);
            context
        })
    });
    let remembered = remembered(book);
    let mut jobs: Vec<Job<'a>> = search.into_iter().collect();
    let all: Vec<RuleIx> = book.live().map(|(rule, _)| rule).collect();
    let title = &book.settings.title;
    let site = Feed {
        urn: "feed".to_owned(),
        title: format!("{title}: rules changed last"),
        page: String::new(),
        path: "feed.xml".to_owned(),
        most: MAX_ENTRIES,
    };
    let changes = remembered.get("").cloned().unwrap_or_default();
    jobs.extend(job(book, site, changes, all.clone()));
    for vendor in book.vendors() {
        let page = format!("vendors/{}/", vendor.id);
        let feed = Feed::part(&format!("{title}: {}", vendor.title), &page);
        let rules = all
            .iter()
            .copied()
            .filter(|&rule| book.catalog.entry(rule).rule.vendor == vendor.id);
        let changes = remembered.get(&page).cloned().unwrap_or_default();
        jobs.extend(job(book, feed, changes, rules.collect()));
    }
    for id in &book.techniques {
        let page = format!("techniques/{id}/");
        let changes = remembered.get(&page).cloned().unwrap_or_default();
        let rules = book.catalog.population(id);
        // Who follows a technique hears of its last rule's end as well.
        if !rules.is_empty() || !changes.is_empty() {
            let feed = Feed::part(&format!("{title}: {id} {}", book.line(id).name), &page);
            jobs.extend(job(book, feed, changes, rules.to_vec()));
        }
    }
    jobs
}

impl Feed {
    fn part(title: &str, page: &str) -> Self {
        Feed {
            urn: format!("feed:{}", page.trim_end_matches('/').replace('/', ":")),
            title: title.to_owned(),
            page: page.to_owned(),
            path: format!("{page}feed.xml"),
            most: MAX_OF_PART,
        }
    }
}

/// A change and the edition it belongs to.
type Remembered<'a> = (&'a Edition, &'a Change);

/// The latest changes by the page whose feed they go into; the site's is nameless.
fn remembered<'a>(book: &'a Book<'_>) -> BTreeMap<String, Vec<Remembered<'a>>> {
    let mut by_page: BTreeMap<String, Vec<Remembered<'a>>> = BTreeMap::new();
    let editions = book.settings.history.editions.iter();
    let all = editions.flat_map(|edition| edition.changes.iter().map(move |change| (edition, change)));
    for (edition, change) in all.filter(|(_, change)| change.kind != Kind::Reread) {
        let mut pages = BTreeSet::from([String::new(), format!("vendors/{}/", change.vendor)]);
        for id in change.techniques.iter().chain(&change.techniques_lost) {
            let parent = id.split('.').next().unwrap_or(id);
            pages.extend([format!("techniques/{id}/"), format!("techniques/{parent}/")]);
        }
        for page in pages {
            let changes = by_page.entry(page).or_default();
            if changes.len() < MAX_ENTRIES {
                changes.push((edition, change));
            }
        }
    }
    by_page
}

fn job<'a>(
    book: &'a Book<'a>,
    feed: Feed,
    changes: Vec<Remembered<'a>>,
    rules: Vec<RuleIx>,
) -> Option<Job<'a>> {
    let path = feed.path.clone();
    Job::file(&path, "feed.xml", move || {
        let mut entries: Vec<FeedEntry> = changes.iter().map(|it| changed(book, it)).collect();
        let told: BTreeSet<&str> = changes.iter().map(|(_, change)| change.page.as_str()).collect();
        let dated = dated_among(book, rules.iter().copied(), feed.most);
        entries.extend(
            dated
                .into_iter()
                .filter(|it| !told.contains(it.href.as_str()))
                .map(by_date),
        );
        entries.truncate(feed.most);
        entries.sort_by(|a, b| b.date.cmp(&a.date));
        let updated = entries.first().map_or(EPOCH, |entry| entry.date.as_str());
        let mut context = Context::new();
        context.insert("urn", &feed.urn);
        context.insert("title", &feed.title);
        context.insert("page", &feed.page);
        context.insert("path", &feed.path);
        context.insert("updated", updated);
        context.insert("entries", &entries);
        context
    })
}

fn changed(book: &Book<'_>, (edition, change): &Remembered<'_>) -> FeedEntry {
    let vendor = book.settings.vendor(&change.vendor).title;
    let mut words = vec![format!("{vendor}: {}", kind_words(change.kind))];
    let members = change.members.iter().filter(|it| it.name != "page");
    words.extend(members.map(|it| format!("{} {} → {}", it.name, it.from, it.to)));
    for (ids, what) in [
        (&change.techniques_gained, "gains"),
        (&change.techniques_lost, "loses"),
    ] {
        if !ids.is_empty() {
            words.push(format!("{what} {}", ids.join(", ")));
        }
    }
    for (list, what) in [
        (&change.predicates_added, "more"),
        (&change.predicates_removed, "fewer"),
    ] {
        if !list.is_empty() {
            words.push(format!(
                "{} {what} comparisons",
                list.iter().map(|it| it.values.len().max(1)).sum::<usize>()
            ));
        }
    }
    words.push(change.techniques.join(", "));
    words.retain(|word| !word.is_empty());
    FeedEntry {
        urn: format!(
            "change:{}:{}",
            edition.id,
            change.page.trim_end_matches('/').replace('/', ":")
        ),
        title: change.title.clone(),
        href: change.page.clone(),
        date: edition.date.clone(),
        summary: words.join("; "),
    }
}

fn by_date(it: DatedRule) -> FeedEntry {
    FeedEntry {
        urn: format!("rule:{}", it.slug),
        title: it.title,
        href: it.href,
        date: it.date,
        summary: format!("{} {}", it.vendor, it.techniques),
    }
}
