//! Thresholds of searches side by side.

use rule::Threshold;

/// The thresholds that each of several alternatives has: they hold for the whole rule.
pub(crate) fn common(alternatives: &[&[Threshold]]) -> Vec<Threshold> {
    let Some((first, rest)) = alternatives.split_first() else {
        return Vec::new();
    };
    let is_everywhere = |it: &&Threshold| {
        let has = |list: &&[Threshold]| list.iter().any(|other| other.same_meaning(it));
        rest.iter().all(has)
    };
    first.iter().filter(is_everywhere).cloned().collect()
}
