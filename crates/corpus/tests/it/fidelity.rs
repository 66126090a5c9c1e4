//! How faithfully the rules of the real corpora are decoded. These figures only ever get better: who decodes
//! more raises them.

use rule::Fidelity;

use crate::corpora::readings;

/// Per vendor: rules decoded exactly at least, exactly or approximately at least, and of which nothing was
/// decoded at most. Panther's Python is not among the corpora, so that most of its rules are opaque there.
const RATCHETS: &[(&str, usize, usize, usize)] = &[
    ("sigma", 4013, 4029, 4),
    ("elastic", 1960, 2086, 106),
    ("splunk", 1737, 1822, 1),
    ("armory", 1838, 1864, 3),
    ("sentinel", 2245, 2565, 3),
    ("secops", 311, 348, 0),
    ("panther", 70, 77, 986),
];

#[test]
fn fidelity_only_rises() {
    let Some(readings) = readings() else {
        return;
    };
    let mut worse = Vec::new();
    for &(vendor, exact, decoded, opaque) in RATCHETS {
        let rules = &readings[vendor].rules;
        let count = |fidelity: Fidelity| {
            let same = rules.iter().filter(|rule| rule.logic.fidelity() == fidelity);
            same.count()
        };
        let now = (
            count(Fidelity::Exact),
            count(Fidelity::Exact) + count(Fidelity::Approximate),
            count(Fidelity::Opaque),
        );
        println!("{vendor}: {now:?} of {}", rules.len());
        if now.0 < exact || now.1 < decoded || now.2 > opaque {
            worse.push(format!("{vendor}: {now:?}, was {:?}", (exact, decoded, opaque)));
        }
    }
    assert!(worse.is_empty(), "{}", worse.join("\n"));
}
