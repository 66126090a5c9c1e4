//! What is known of all rules together, worked out once.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::{Catalog, Entry, RuleIx};

/// All rules by what tells them apart.
pub(super) struct Survey<'a> {
    ids: HashMap<&'a str, Vec<RuleIx>>,
    titles: HashMap<(&'a str, String), Vec<RuleIx>>,
    /// By vendor and provider: the fields that rules write, with how many rules.
    spellings: HashMap<(&'a str, &'a str), BTreeMap<&'a str, usize>>,
    families: BTreeMap<RuleIx, Vec<RuleIx>>,
    /// Vendors of which some rule names another of their own.
    relating: BTreeSet<&'a str>,
}

impl<'a> Survey<'a> {
    pub(super) fn new(catalog: &'a Catalog) -> Self {
        let mut survey = Survey {
            ids: HashMap::new(),
            titles: HashMap::new(),
            spellings: HashMap::new(),
            families: BTreeMap::new(),
            relating: BTreeSet::new(),
        };
        for (index, entry) in (0..).zip(catalog.entries()) {
            let rule = &entry.rule;
            survey.ids.entry(&rule.id).or_default().push(index);
            if rule.liveness.is_live() {
                let title = rule.title.trim().to_lowercase();
                survey
                    .titles
                    .entry((&rule.vendor, title))
                    .or_default()
                    .push(index);
                survey.families.entry(entry.family).or_default().push(index);
                survey.spell(catalog, entry);
            }
        }
        for entry in catalog.entries() {
            let rule = &entry.rule;
            let own = |id: &'a str| {
                survey
                    .with_id(id)
                    .iter()
                    .any(|&it| catalog.entry(it).rule.vendor == rule.vendor)
            };
            if rule.related.iter().any(|it| own(&it.id)) {
                survey.relating.insert(&rule.vendor);
            }
        }
        survey
    }

    fn spell(&mut self, catalog: &'a Catalog, entry: &'a Entry) {
        let fields = entry.predicates.iter().map(|it| it.leaf.predicate.field.as_str());
        let fields: BTreeSet<&str> = fields.collect();
        for provider in providers(catalog, entry) {
            let known = self.spellings.entry((&entry.rule.vendor, provider)).or_default();
            for field in &fields {
                *known.entry(field).or_default() += 1;
            }
        }
    }

    /// The rules with an id, of any vendor, set-aside ones included.
    pub(super) fn with_id(&self, id: &'a str) -> &[RuleIx] {
        self.ids.get(id).map_or(&[], Vec::as_slice)
    }

    /// The live rules of a vendor with a title.
    pub(super) fn with_title(&self, vendor: &'a str, title: &str) -> &[RuleIx] {
        let key = (vendor, title.trim().to_lowercase());
        self.titles.get(&key).map_or(&[], Vec::as_slice)
    }

    /// The fields that rules of a vendor write on the events of the same providers, with how many rules.
    pub(super) fn neighbours(&self, catalog: &'a Catalog, entry: &'a Entry) -> BTreeMap<&'a str, usize> {
        let mut found: BTreeMap<&str, usize> = BTreeMap::new();
        for provider in providers(catalog, entry) {
            for (field, rules) in self
                .spellings
                .get(&(entry.rule.vendor.as_str(), provider))
                .into_iter()
                .flatten()
            {
                let most = found.entry(field).or_default();
                *most = (*most).max(*rules);
            }
        }
        found
    }

    /// The live rules of a family.
    pub(super) fn family(&self, family: RuleIx) -> &[RuleIx] {
        self.families.get(&family).map_or(&[], Vec::as_slice)
    }

    /// Whether rules of a vendor name others of the same vendor.
    pub(super) fn relates(&self, vendor: &str) -> bool {
        self.relating.contains(vendor)
    }
}

/// The providers whose events a rule reads itself.
fn providers<'a>(catalog: &'a Catalog, entry: &Entry) -> BTreeSet<&'a str> {
    let native = entry.events.iter().filter(|it| it.native);
    native
        .map(|it| catalog.events.get(it.event).provider.as_str())
        .collect()
}
