//! One permanent page a rule, and its data.

use std::collections::BTreeMap;
use std::sync::Arc;

use catalog::RuleIx;
use tera::Context;

use super::Job;
use crate::book::Book;
use crate::changes::Gone;
use crate::twins;
use crate::views::{Neighbour, RulePage, Turn, address, title};

/// Addresses that rules have left, by the address they have now.
type Former<'a> = BTreeMap<&'a str, Vec<&'a Gone>>;

pub(super) fn jobs<'a>(book: &'a Book<'a>) -> Vec<Job<'a>> {
    let former = Arc::new(former(book));
    let mut jobs = Vec::with_capacity(book.catalog.entries().len() * 2);
    for shelf in shelves(book) {
        let shelf = Arc::new(shelf);
        for place in 0..shelf.len() {
            page(book, (&shelf, place), &former, &mut jobs);
        }
    }
    jobs
}

fn page<'a>(
    book: &'a Book<'a>,
    (shelf, place): (&Arc<Vec<RuleIx>>, usize),
    former: &Arc<Former<'a>>,
    jobs: &mut Vec<Job<'a>>,
) {
    let index = shelf[place];
    let entry = book.catalog.entry(index);
    let address = address(entry);
    let (shelf, former, at) = (Arc::clone(shelf), Arc::clone(former), address.clone());
    jobs.extend(Job::page(&address, "rule.html", move || {
        let mut context = Context::new();
        context.insert("rule", &RulePage::new(book, index));
        context.insert("turn", &Turn::at(&shelf, place, |&rule| neighbour(book, rule)));
        context.insert("former", &former.get(at.as_str()));
        context
    }));
    let data = format!("{address}index.json");
    jobs.extend(Job::bytes(&data, move || twins::rule(book, entry)));
}

/// The rules of each vendor, in page order.
fn shelves(book: &Book<'_>) -> Vec<Vec<RuleIx>> {
    let all: Vec<RuleIx> = (0..).zip(book.catalog.entries()).map(|(rule, _)| rule).collect();
    let ordered = book.in_order(&all);
    let same = |a: &RuleIx, b: &RuleIx| book.vendor_of(*a) == book.vendor_of(*b);
    ordered.chunk_by(same).map(<[RuleIx]>::to_vec).collect()
}

fn neighbour(book: &Book<'_>, rule: RuleIx) -> Neighbour {
    let entry = book.catalog.entry(rule);
    Neighbour {
        href: address(entry),
        title: title(entry),
    }
}

fn former<'a>(book: &'a Book<'_>) -> Former<'a> {
    let mut former = Former::new();
    for gone in &book.settings.history.gone {
        if let Some(to) = &gone.to {
            former.entry(to).or_default().push(gone);
        }
    }
    former
}
