//! ATT&CK bundles to the knowledge base.
//!
//! Any STIX 2 bundle of ATT&CK will do, whatever its version and domain
//! (<https://github.com/mitre-attack/attack-stix-data/blob/master/USAGE.md>). What is not needed is skipped
//! unread, what is missing stays empty, and an object that cannot be read costs no other object.

mod assemble;
mod bundle;
mod complete;
mod stix;

use std::path::PathBuf;

use rayon::prelude::*;
use rule::knowledge::Attack;

use crate::Problem;

pub(crate) use assemble::domain_title;
pub use complete::complete;

/// Reads bundles; what one of them lacks another may have, so revoked techniques may lead from one to another.
/// The first path is asked first when two bundles hold the same technique.
pub fn read_bundles(paths: &[PathBuf]) -> (Attack, Vec<Problem>) {
    together(paths.par_iter().map(|path| bundle::read(path)).collect())
}

fn together(read: Vec<(Option<bundle::Bundle>, Vec<Problem>)>) -> (Attack, Vec<Problem>) {
    let mut problems = Vec::new();
    let mut bundles = Vec::new();
    for (bundle, mut found) in read {
        problems.append(&mut found);
        bundles.extend(bundle);
    }
    let attack = assemble::assemble(bundles, &mut problems);
    (attack, problems)
}

/// A remark about a bundle, or about all of them.
fn problem(path: &str, level: rule::Level, message: String) -> Problem {
    Problem {
        source: "attack".to_owned(),
        path: path.to_owned(),
        line: 0,
        column: 0,
        code: crate::ProblemCode::AttackBundle,
        level,
        message,
        help: None,
        excerpt: None,
    }
}

#[cfg(test)]
mod tests;
