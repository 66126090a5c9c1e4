//! A knowledge base from bundles, completed by one from the data tables.

use std::collections::BTreeMap;

use rule::TechniqueId;
use rule::knowledge::{Attack, Redirect};

/// `bundle` with what only `table` knows: where ids of other versions lead, the version if the bundle does not
/// say, and what the bundle lacks altogether (a domain that no bundle was given for).
///
/// Both may know where an id leads; the bundle's answers come first, and those of the table follow, for a
/// version in which the first are gone.
#[must_use]
pub fn complete(mut bundle: Attack, table: Attack) -> Attack {
    bundle.version = bundle.version.or(table.version);
    let has_domain: Vec<String> = bundle
        .matrices
        .iter()
        .map(|matrix| matrix.domain.clone())
        .collect();
    let is_missing = |domain: &String| !has_domain.contains(domain);
    bundle.matrices.extend(
        table
            .matrices
            .into_iter()
            .filter(|matrix| is_missing(&matrix.domain)),
    );
    bundle
        .techniques
        .extend(table.techniques.into_iter().filter(|it| is_missing(&it.domain)));
    bundle
        .techniques
        .sort_by(|a, b| (&a.id, a.withdrawn).cmp(&(&b.id, b.withdrawn)));
    bundle.techniques.dedup_by(|later, first| later.id == first.id);
    let mut redirects: BTreeMap<TechniqueId, Redirect> = BTreeMap::new();
    for redirect in bundle.redirects.into_iter().chain(table.redirects) {
        match redirects.get_mut(&redirect.from) {
            Some(known) => {
                let new = redirect.to.into_iter().filter(|to| !known.to.contains(to));
                let new: Vec<TechniqueId> = new.collect();
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
