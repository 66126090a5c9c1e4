//! Editions and changes, ready to be set.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::VendorInfo;
use crate::book::Book;
use crate::changes::{Change, Compared, Edition, Kind};
use crate::fragment::Value;
use crate::views::address;

/// Changes that one page shows; the data has all.
const MAX_SHOWN: usize = 2_000;

/// An edition in a list.
#[derive(Debug, Serialize)]
pub(crate) struct EditionLine {
    id: String,
    date: String,
    before: usize,
    after: usize,
    /// Changes of each kind, in the order of [`Kind::ALL`].
    counts: Vec<usize>,
}

/// An edition with its changes.
#[derive(Debug, Serialize)]
pub(crate) struct EditionView {
    line: EditionLine,
    total: usize,
    shown: usize,
    /// Kinds that occur: id, words, number.
    kinds: Vec<(&'static str, &'static str, usize)>,
    groups: Vec<VendorChanges>,
}

/// The changes of one vendor's rules.
#[derive(Debug, Serialize)]
struct VendorChanges {
    vendor: String,
    title: String,
    mark: String,
    changes: Vec<ChangeView>,
}

#[derive(Debug, Serialize)]
struct ChangeView {
    kind: &'static str,
    title: String,
    /// Empty when the address leads nowhere any more.
    href: String,
    techniques: Vec<String>,
    lines: Vec<DifferenceLine>,
}

/// A line of what is different.
#[derive(Debug, Serialize)]
struct DifferenceLine {
    /// `came`, `went` or `other`.
    sign: &'static str,
    label: String,
    values: Vec<Value>,
}

/// What the page calls a kind.
pub(crate) fn kind_words(kind: Kind) -> &'static str {
    match kind {
        Kind::Added => "added",
        Kind::Renamed => "renamed or moved",
        Kind::Changed => "changed",
        Kind::Reread => "read otherwise",
        Kind::Removed => "removed",
    }
}

/// Every address that leads to a rule or to what became of it.
pub(crate) fn rule_pages(book: &Book<'_>) -> BTreeSet<String> {
    let mut pages: BTreeSet<String> = book.catalog.entries().iter().map(address).collect();
    pages.extend(book.settings.history.gone.iter().map(|gone| gone.page.clone()));
    pages
}

impl EditionLine {
    pub(crate) fn new(edition: &Edition) -> Self {
        let count = |kind: Kind| {
            edition
                .changes
                .iter()
                .filter(|change| change.kind == kind)
                .count()
        };
        EditionLine {
            id: edition.id.clone(),
            date: edition.date.clone(),
            before: edition.before,
            after: edition.after,
            counts: Kind::ALL.into_iter().map(count).collect(),
        }
    }
}

impl EditionView {
    pub(crate) fn new(book: &Book<'_>, edition: &Edition, pages: &BTreeSet<String>) -> Self {
        let line = EditionLine::new(edition);
        let kinds = Kind::ALL.into_iter().zip(&line.counts);
        let kinds = kinds.filter(|(_, count)| **count > 0);
        let kinds = kinds
            .map(|(kind, count)| (kind.id(), kind_words(kind), *count))
            .collect();
        let shown = edition.changes.iter().take(MAX_SHOWN);
        let mut groups: Vec<VendorChanges> = Vec::new();
        for change in shown {
            if groups.last().is_none_or(|group| group.vendor != change.vendor) {
                let VendorInfo { id, title, mark } = book.settings.vendor(&change.vendor);
                groups.push(VendorChanges {
                    vendor: id,
                    title,
                    mark,
                    changes: Vec::new(),
                });
            }
            if let Some(group) = groups.last_mut() {
                group.changes.push(view(change, pages));
            }
        }
        groups.sort_by_key(|group| book.settings.vendors.iter().position(|it| it.id == group.vendor));
        EditionView {
            total: edition.changes.len(),
            shown: edition.changes.len().min(MAX_SHOWN),
            line,
            kinds,
            groups,
        }
    }
}

fn view(change: &Change, pages: &BTreeSet<String>) -> ChangeView {
    ChangeView {
        kind: change.kind.id(),
        title: change.title.clone(),
        href: Some(change.page.clone())
            .filter(|page| pages.contains(page))
            .unwrap_or_default(),
        techniques: change.techniques.clone(),
        lines: differences(change),
    }
}

fn differences(change: &Change) -> Vec<DifferenceLine> {
    let mut lines = Vec::new();
    let mut tell = |sign, label: String, values: Vec<&str>| {
        let values = values.into_iter().map(Value::new).collect();
        lines.push(DifferenceLine { sign, label, values });
    };
    for it in change.members.iter().filter(|it| it.name != "page") {
        let words: Vec<&str> = [it.from.as_str(), it.to.as_str()]
            .into_iter()
            .map(|word| if word.is_empty() { "none" } else { word })
            .collect();
        tell("other", it.name.clone(), words);
    }
    for id in &change.techniques_gained {
        tell("came", "technique".to_owned(), vec![id]);
    }
    for id in &change.techniques_lost {
        tell("went", "technique".to_owned(), vec![id]);
    }
    for (sign, list) in [
        ("came", &change.predicates_added),
        ("went", &change.predicates_removed),
    ] {
        for it in list {
            tell(sign, compared(it), it.values.iter().map(String::as_str).collect());
        }
    }
    if change.recombined {
        tell(
            "other",
            "the same comparisons are combined in another way".to_owned(),
            Vec::new(),
        );
    }
    if lines.is_empty() && change.kind == Kind::Changed {
        let label = "its text, but nothing that it looks for".to_owned();
        lines.push(DifferenceLine {
            sign: "other",
            label,
            values: Vec::new(),
        });
    }
    lines
}

/// A comparison in words, without its values.
fn compared(it: &Compared) -> String {
    let field = if it.field.is_empty() {
        "(any field)"
    } else {
        &it.field
    };
    let not = if it.negated { "not " } else { "" };
    format!("{field} {not}{}", it.op.replace('_', " "))
}
