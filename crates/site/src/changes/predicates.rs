//! Comparisons that came and went.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::value::RawValue;

use super::Compared;

#[derive(Deserialize)]
struct Written {
    field: String,
    op: String,
    values: Vec<String>,
    #[serde(default)]
    negated: bool,
}

/// A comparison with one value; without one where values belong together.
type Atom = (String, String, bool, Vec<String>);

/// What the second list has and the first has not, then the reverse. A value that was added to a long list is told
/// alone.
pub(super) fn differences(before: &RawValue, after: &RawValue) -> (Vec<Compared>, Vec<Compared>) {
    let (before, after) = (atoms(before), atoms(after));
    let came = after.difference(&before).cloned();
    let went = before.difference(&after).cloned();
    (grouped(came), grouped(went))
}

fn atoms(list: &RawValue) -> BTreeSet<Atom> {
    // A list that does not read tells nothing; the logic is compared besides.
    let list: Vec<Written> = serde_json::from_str(list.get()).unwrap_or_default();
    let mut atoms = BTreeSet::new();
    for it in list {
        let whole = it.values.is_empty() || it.op == "length";
        let values = if whole {
            vec![it.values]
        } else {
            it.values.into_iter().map(|value| vec![value]).collect()
        };
        for value in values {
            atoms.insert((it.field.clone(), it.op.clone(), it.negated, value));
        }
    }
    atoms
}

fn grouped(atoms: impl Iterator<Item = Atom>) -> Vec<Compared> {
    let mut groups: BTreeMap<(String, String, bool), Vec<String>> = BTreeMap::new();
    for (field, op, negated, values) in atoms {
        groups.entry((field, op, negated)).or_default().extend(values);
    }
    let compared = |((field, op, negated), values)| Compared {
        field,
        op,
        values,
        negated,
    };
    groups.into_iter().map(compared).collect()
}
