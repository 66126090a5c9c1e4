//! How much of the rules the data tables know: figures of a build, for the about page and `gen check`.

use std::collections::{BTreeMap, BTreeSet};

use crate::{Basis, Catalog, Entry, Mapped};

/// What the tables know of a vendor's live rules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Live rules.
    pub rules: usize,
    /// Rules with at least one event they read themselves.
    pub with_event: usize,
    /// Rules with at least one platform.
    pub with_platform: usize,
    /// Rules that declare an event which their query does not read, or the other way round.
    pub declared_otherwise: usize,
    /// Pairs of a rule and a field whose concept the table knows.
    pub fields_known: usize,
    /// Pairs of a rule and a field that is kept under its provider.
    pub fields_kept: usize,
    /// Pairs of a rule and a field of which nothing is known.
    pub fields_unknown: usize,
    /// The fields that no concept stands for, with their rules, most frequent first.
    pub unmapped: Vec<(String, usize)>,
}

impl Coverage {
    /// Pairs of a rule and a field of the event; columns that queries compute are none.
    pub fn fields(&self) -> usize {
        self.fields_known + self.fields_kept + self.fields_unknown
    }

    /// The share of pairs with a concept, from 0 to 1.
    pub fn known_share(&self) -> f64 {
        share(self.fields_known, self.fields())
    }

    /// The share of pairs with a concept or kept under their provider, from 0 to 1.
    pub fn named_share(&self) -> f64 {
        share(self.fields_known + self.fields_kept, self.fields())
    }

    /// The share of rules with at least one platform, from 0 to 1.
    pub fn platform_share(&self) -> f64 {
        share(self.with_platform, self.rules)
    }

    /// The share of rules with at least one event, from 0 to 1.
    pub fn event_share(&self) -> f64 {
        share(self.with_event, self.rules)
    }
}

/// The share of nothing is everything.
fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        1.0
    } else {
        part as f64 / whole as f64
    }
}

impl Catalog {
    /// The coverage of every vendor's rules, by vendor id.
    pub fn coverage(&self) -> BTreeMap<String, Coverage> {
        let live = self.entries().iter().filter(|it| it.rule.liveness.is_live());
        count(live.map(Covered::from))
    }
}

/// What the tables know of a rule.
pub(crate) struct Covered<'a> {
    pub(crate) vendor: &'a str,
    pub(crate) has_event: bool,
    pub(crate) has_platform: bool,
    /// Whether what it declares and what its query reads differ.
    pub(crate) differs: bool,
    /// Its fields, as [`fields`] gives them.
    pub(crate) fields: Vec<(&'a str, Basis)>,
}

impl<'a> From<&'a Entry> for Covered<'a> {
    fn from(entry: &'a Entry) -> Self {
        Covered {
            vendor: &entry.rule.vendor,
            has_event: entry.events.iter().any(|event| event.native),
            has_platform: !entry.facets.platforms.is_empty(),
            differs: entry.declaration.differs(),
            fields: fields(&entry.predicates).into_iter().collect(),
        }
    }
}

/// The coverage of rules, by vendor id.
pub(crate) fn count<'a>(rules: impl Iterator<Item = Covered<'a>>) -> BTreeMap<String, Coverage> {
    let mut vendors: BTreeMap<&str, (Coverage, BTreeMap<&str, usize>)> = BTreeMap::new();
    for rule in rules {
        let (coverage, unmapped) = vendors.entry(rule.vendor).or_default();
        coverage.rules += 1;
        coverage.with_event += usize::from(rule.has_event);
        coverage.with_platform += usize::from(rule.has_platform);
        coverage.declared_otherwise += usize::from(rule.differs);
        for (field, basis) in rule.fields {
            match basis {
                Basis::Table => coverage.fields_known += 1,
                Basis::Provider => coverage.fields_kept += 1,
                Basis::Unknown => coverage.fields_unknown += 1,
                Basis::Computed => {}
            }
            if matches!(basis, Basis::Provider | Basis::Unknown) {
                *unmapped.entry(field).or_default() += 1;
            }
        }
    }
    let finish = |(mut coverage, unmapped): (Coverage, BTreeMap<&str, usize>)| {
        let named = unmapped
            .into_iter()
            .map(|(field, rules)| (field.to_owned(), rules));
        coverage.unmapped = named.collect();
        coverage
            .unmapped
            .sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        coverage
    };
    vendors
        .into_iter()
        .map(|(vendor, it)| (vendor.to_owned(), finish(it)))
        .collect()
}

/// The fields of a rule, each once, with the best basis any of its predicates has.
pub(crate) fn fields(predicates: &[Mapped]) -> BTreeMap<&str, Basis> {
    let pairs: BTreeSet<(&str, Basis)> = predicates
        .iter()
        .map(|it| (it.leaf.predicate.field.as_str(), it.basis))
        .filter(|(field, _)| !field.is_empty())
        .collect();
    let mut best = BTreeMap::new();
    for (field, basis) in pairs {
        best.entry(field).or_insert(basis);
    }
    best
}
