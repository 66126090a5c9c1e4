//! The editions that a site remembers, and the addresses its rules have left.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use catalog::Catalog;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_128;

use super::compare::changes;
use super::line::{Line, is_date, lines};
use super::{Change, Edition, Gone, Kind};
use crate::book::Book;
use crate::records::{self, Form, Selection, What};
use crate::{Route, Settings};

/// The version of the file; raised when a reader would have to change.
const SCHEMA: &str = "gen/changes/1";
/// Editions that are remembered.
const MAX_EDITIONS: usize = 30;
/// Changes that are remembered; the latest edition stays whole.
const MAX_CHANGES: usize = 10_000;
/// Left addresses that are remembered.
const MAX_GONE: usize = 5_000;
/// The day of an edition none of whose rules carries one.
const EPOCH: &str = "1970-01-01";

/// What a site remembers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct History {
    schema: String,
    /// Editions, latest first.
    pub editions: Vec<Edition>,
    /// Addresses that rules have left, latest first.
    pub gone: Vec<Gone>,
}

/// A published state that cannot be compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangesError {
    /// Whether it is the history rather than the rules.
    pub in_history: bool,
    /// The line, from one.
    pub line: usize,
    /// Why.
    pub message: String,
}

impl fmt::Display for ChangesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

impl std::error::Error for ChangesError {}

impl Default for History {
    fn default() -> Self {
        History {
            schema: SCHEMA.to_owned(),
            editions: Vec::new(),
            gone: Vec::new(),
        }
    }
}

impl History {
    /// Reads `changes.json`.
    ///
    /// # Errors
    /// It is no JSON, or of another version.
    pub fn read(text: &str) -> Result<History, ChangesError> {
        let wrong = |line, message| ChangesError {
            in_history: true,
            line,
            message,
        };
        let mut history: History =
            serde_json::from_str(text).map_err(|error| wrong(error.line(), error.to_string()))?;
        if history.schema != SCHEMA {
            let message = format!("the schema is {:?}; this gen knows {SCHEMA:?}", history.schema);
            return Err(wrong(1, message));
        }
        history
            .editions
            .retain(|edition| Route::page(&format!("changes/{}/", edition.id)).is_some());
        history.gone.retain(|gone| is_rule_page(&gone.page));
        Ok(history)
    }

    /// The history after a build of this catalog, `before` being the file of rules that was published. An edition
    /// comes to it if anything changed; `date` is that of the edition, the latest one of a changed rule without it.
    ///
    /// # Errors
    /// The file holds something else than rules.
    pub fn after(
        self,
        before: &[u8],
        catalog: &Catalog,
        settings: &Settings,
        date: Option<&str>,
    ) -> Result<History, ChangesError> {
        let book = Book::of(catalog, settings);
        let after = records::bytes(&book, What::Rules, Form::Ndjson, &Selection::whole(&book));
        self.between(before, &after, date)
    }

    pub(super) fn between(
        mut self,
        before: &[u8],
        after: &[u8],
        date: Option<&str>,
    ) -> Result<History, ChangesError> {
        let read = |file| {
            lines(file).map_err(|(line, message)| ChangesError {
                in_history: false,
                line,
                message,
            })
        };
        let before = read(before)?;
        let after = read(after)?;
        let changes = changes(&before, &after);
        if !changes.is_empty() {
            let earliest = self.editions.first().map_or(EPOCH, |edition| &edition.date);
            let date = date.map_or_else(
                || latest(&after, &changes).max(earliest).to_owned(),
                str::to_owned,
            );
            self.leave(&changes, &date);
            let edition = Edition {
                id: format!("{date}-{}", digest(&changes)),
                date,
                before: count(&before),
                after: count(&after),
                changes,
            };
            self.editions.retain(|other| other.id != edition.id);
            self.editions.insert(0, edition);
        }
        let pages: BTreeSet<String> = after.iter().map(Line::page).collect();
        self.settle(&pages);
        self.forget();
        Ok(self)
    }

    /// The file.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        // Strings, numbers and lists of them always serialise.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// Notes the addresses that rules leave.
    fn leave(&mut self, changes: &[Change], date: &str) {
        for change in changes {
            let former = |name: &str, now: &str| {
                let member = change.members.iter().find(|it| it.name == name);
                member.map_or(now, |member| &member.from).to_owned()
            };
            let page = former("page", &change.page);
            let is_gone = change.kind == Kind::Removed;
            if !is_gone && page == change.page {
                continue;
            }
            self.gone.retain(|gone| gone.page != page);
            let gone = Gone {
                page,
                vendor: change.vendor.clone(),
                id: former("id", &change.id),
                title: former("title", &change.title),
                techniques: change.techniques.clone(),
                date: date.to_owned(),
                to: (!is_gone).then(|| change.page.clone()),
            };
            self.gone.insert(0, gone);
        }
    }

    /// An address that a rule has again is not gone, and one that leads to a left address leads on.
    fn settle(&mut self, pages: &BTreeSet<String>) {
        self.gone.retain(|gone| !pages.contains(&gone.page));
        let moved: BTreeMap<String, Option<String>> = self
            .gone
            .iter()
            .map(|gone| (gone.page.clone(), gone.to.clone()))
            .collect();
        for gone in &mut self.gone {
            for _ in 0..MAX_EDITIONS {
                match gone.to.as_ref().filter(|to| !pages.contains(*to)) {
                    Some(to) => gone.to = moved.get(to).cloned().flatten(),
                    None => break,
                }
            }
            gone.to = gone.to.take().filter(|to| pages.contains(to));
        }
    }

    fn forget(&mut self) {
        self.editions.truncate(MAX_EDITIONS);
        let mut sum = 0;
        let fits = |edition: &Edition| {
            sum += edition.changes.len();
            sum <= MAX_CHANGES
        };
        let kept = self.editions.iter().map(fits).take_while(|fits| *fits).count();
        self.editions.truncate(kept.max(1));
        self.gone.truncate(MAX_GONE);
    }
}

/// The address of a rule's page, whoever wrote it.
fn is_rule_page(page: &str) -> bool {
    page.starts_with("rules/") && page.ends_with('/') && Route::page(page).is_some()
}

/// Rules that count.
fn count(lines: &[Line<'_>]) -> usize {
    lines.iter().filter(|line| line.live).count()
}

/// The latest day that a rule which changed carries.
fn latest<'a>(after: &'a [Line<'_>], changes: &[Change]) -> &'a str {
    let changed: BTreeSet<&str> = changes.iter().map(|change| change.page.as_str()).collect();
    let dates = after.iter().filter(|line| changed.contains(line.page().as_str()));
    dates.filter_map(Line::date).max().unwrap_or(EPOCH)
}

fn digest(changes: &[Change]) -> String {
    let bytes = serde_json::to_vec(changes).unwrap_or_default();
    let hash = format!("{:032x}", xxh3_128(&bytes));
    hash.chars().take(8).collect()
}

/// A day as an edition may be dated.
///
/// # Errors
/// What to write instead.
pub fn day(text: &str) -> Result<String, String> {
    if is_date(text) {
        Ok(text.to_owned())
    } else {
        Err("write it as 2026-05-31".to_owned())
    }
}
