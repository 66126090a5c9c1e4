//! A knowledge base from bundles, completed by one from the data tables.

use std::collections::{BTreeMap, BTreeSet};

use rule::TechniqueId;
use rule::knowledge::{Attack, Redirect};

/// `bundle` with what only `table` knows: where ids of other versions lead, and the version if the bundle does
/// not say and both hold the same techniques. Without a bundle, the table.
///
/// Both may know where an id leads; the bundle's answers come first, and those of the table follow, for a
/// version in which the first are gone.
#[must_use]
pub fn complete(mut bundle: Attack, table: Attack) -> Attack {
    if bundle.techniques.is_empty() {
        return table;
    }
    if bundle.version.is_none() && are_of_one_version(&bundle, &table) {
        bundle.version = table.version;
    }
    let mut redirects: BTreeMap<TechniqueId, Redirect> = BTreeMap::new();
    for redirect in bundle.redirects.into_iter().chain(table.redirects) {
        match redirects.get_mut(&redirect.from) {
            Some(known) => {
                let is_new = |to: &TechniqueId| !known.to.contains(to);
                let new: Vec<TechniqueId> = redirect.to.into_iter().filter(is_new).collect();
                known.to.extend(new);
            }
            None => {
                redirects.insert(redirect.from.clone(), redirect);
            }
        }
    }
    bundle.redirects = redirects.into_values().collect();
    bundle
}

/// Whether both know the same current techniques in the domains of the bundle.
fn are_of_one_version(bundle: &Attack, table: &Attack) -> bool {
    let domains: BTreeSet<&str> = bundle
        .matrices
        .iter()
        .map(|matrix| matrix.domain.as_str())
        .collect();
    let current = |attack: &Attack| -> BTreeSet<TechniqueId> {
        let techniques = attack.techniques.iter();
        let current = techniques.filter(|it| !it.withdrawn && domains.contains(it.domain.as_str()));
        current.map(|it| it.id.clone()).collect()
    };
    current(bundle) == current(table)
}
