//! The catalog with what many pages need of it, worked out once.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use catalog::{Catalog, Coverage, Entry, RuleIx};
use rule::TechniqueId;

use crate::places::Places;
use crate::views::{TechniqueLine, title};
use crate::{Settings, Site, VendorInfo};

/// The catalog and what many pages need of it.
pub struct Book<'a> {
    pub(crate) catalog: &'a Catalog,
    pub(crate) settings: &'a Settings,
    /// Where fields and events have their pages.
    pub(crate) places: Places,
    /// Every technique with a page, sorted.
    pub(crate) techniques: Vec<TechniqueId>,
    lines: BTreeMap<TechniqueId, TechniqueLine>,
    vendors: Vec<VendorInfo>,
    /// Vendor (its place in `vendors`) of every rule.
    vendor_of: Vec<usize>,
    /// Place of every rule in page order: vendors as configured, then titles.
    rank: Vec<u32>,
    /// Families of more than one live rule, by the rule that names them.
    families: BTreeMap<RuleIx, Vec<RuleIx>>,
    /// How much of each vendor's rules the data tables know; few pages say it.
    coverage: OnceLock<BTreeMap<String, Coverage>>,
}

impl<'a> Book<'a> {
    /// Works out what many pages of a site need.
    pub fn new(site: &Site<'a>) -> Book<'a> {
        Book::of(site.catalog, site.settings)
    }

    pub(crate) fn of(catalog: &'a Catalog, settings: &'a Settings) -> Book<'a> {
        let vendors = vendors(catalog, settings);
        let vendor_of: Vec<usize> = catalog
            .entries()
            .iter()
            .map(|entry| position(&vendors, entry))
            .collect();
        let (rank, places) = rayon::join(|| ranks(catalog, &vendor_of), || Places::new(catalog));
        let mut book = Book {
            catalog,
            settings,
            places,
            techniques: catalog.technique_ids(),
            lines: BTreeMap::new(),
            vendors,
            vendor_of,
            rank,
            families: families(catalog),
            coverage: OnceLock::new(),
        };
        book.lines = book
            .techniques
            .iter()
            .map(|id| (id.clone(), TechniqueLine::new(&book, id)))
            .collect();
        book
    }

    /// Vendors with at least one rule, in page order.
    pub(crate) fn vendors(&self) -> &[VendorInfo] {
        &self.vendors
    }

    /// The vendor of a rule: its place in [`Book::vendors`].
    pub(crate) fn vendor_of(&self, rule: RuleIx) -> usize {
        self.vendor_of.get(rule as usize).copied().unwrap_or_default()
    }

    /// A technique in a list.
    pub(crate) fn line(&self, id: &TechniqueId) -> TechniqueLine {
        let known = self.lines.get(id).cloned();
        known.unwrap_or_else(|| TechniqueLine::new(self, id))
    }

    /// A technique in a list, if it has a page.
    pub(crate) fn line_of(&self, id: &TechniqueId) -> Option<&TechniqueLine> {
        self.lines.get(id)
    }

    /// The sub-techniques of a technique.
    pub(crate) fn subs(&self, id: &TechniqueId) -> Vec<TechniqueLine> {
        let below = |other: &&TechniqueId| other.is_sub() && other.parent() == *id;
        self.techniques
            .iter()
            .filter(below)
            .map(|sub| self.line(sub))
            .collect()
    }

    /// Rules in page order: by vendor, then by title.
    pub(crate) fn in_order(&self, rules: &[RuleIx]) -> Vec<RuleIx> {
        let mut rules = rules.to_vec();
        rules.sort_unstable_by_key(|&rule| self.rank.get(rule as usize).copied());
        rules
    }

    /// The place of a rule among all rules in page order.
    pub(crate) fn rank(&self, rule: RuleIx) -> u32 {
        self.rank.get(rule as usize).copied().unwrap_or_default()
    }

    /// How many of these rules each vendor has, in page order.
    pub(crate) fn by_vendor(&self, rules: &[RuleIx]) -> Vec<usize> {
        let mut counts = vec![0; self.vendors.len()];
        for &rule in rules {
            if let Some(count) = counts.get_mut(self.vendor_of(rule)) {
                *count += 1;
            }
        }
        counts
    }

    /// The live rules of a family of several; nothing for a rule that stands alone.
    pub(crate) fn family(&self, family: RuleIx) -> &[RuleIx] {
        self.families.get(&family).map_or(&[], Vec::as_slice)
    }

    /// How much of a vendor's rules the data tables know.
    pub(crate) fn coverage(&self, vendor: &str) -> Coverage {
        let coverage = self.coverage.get_or_init(|| self.catalog.coverage());
        coverage.get(vendor).cloned().unwrap_or_default()
    }

    /// All rules that count.
    pub(crate) fn live(&self) -> impl Iterator<Item = (RuleIx, &'a Entry)> {
        (0..)
            .zip(self.catalog.entries())
            .filter(|(_, entry)| entry.rule.liveness.is_live())
    }
}

/// Configured vendors that have rules, and after them vendors that are not registered.
fn vendors(catalog: &Catalog, settings: &Settings) -> Vec<VendorInfo> {
    let mut found: Vec<&str> = catalog
        .entries()
        .iter()
        .map(|entry| entry.rule.vendor.as_str())
        .collect();
    found.sort_unstable();
    found.dedup();
    let mut vendors: Vec<VendorInfo> = settings
        .vendors
        .iter()
        .filter(|vendor| found.binary_search(&vendor.id.as_str()).is_ok())
        .cloned()
        .collect();
    for id in found {
        if vendors.iter().all(|vendor| vendor.id != id) {
            vendors.push(settings.vendor(id));
        }
    }
    vendors
}

fn families(catalog: &Catalog) -> BTreeMap<RuleIx, Vec<RuleIx>> {
    let mut families: BTreeMap<RuleIx, Vec<RuleIx>> = BTreeMap::new();
    for (index, entry) in (0..).zip(catalog.entries()) {
        if entry.rule.liveness.is_live() {
            families.entry(entry.family).or_default().push(index);
        }
    }
    families.retain(|_, rules| rules.len() > 1);
    families
}

fn position(vendors: &[VendorInfo], entry: &Entry) -> usize {
    let found = vendors.iter().position(|vendor| vendor.id == entry.rule.vendor);
    found.unwrap_or_default()
}

fn ranks(catalog: &Catalog, vendor_of: &[usize]) -> Vec<u32> {
    let mut order: Vec<usize> = (0..vendor_of.len()).collect();
    order.sort_by_cached_key(|&rule| {
        let entry = &catalog.entries()[rule];
        (vendor_of[rule], title(entry).to_lowercase(), rule)
    });
    let mut rank = vec![0; order.len()];
    for (place, rule) in (0..).zip(order) {
        rank[rule] = place;
    }
    rank
}
