//! What a chain of branches leaves behind.
//!
//! `if a == "x": … elif a == "y": …` reads, branch by branch, `a eq "y"` and `not a eq "x"`. The second follows
//! from the first and no author wrote it.

use std::collections::BTreeMap;

use rule::{Logic, Operator, Predicate};

/// The normal form without conditions that follow from their neighbours.
pub(super) fn simplified(logic: &Logic) -> Logic {
    let normal = logic.normal();
    without_implied(&normal, &mut BTreeMap::new()).normal()
}

/// Values known to be the only possible ones, by field.
type Known<'a> = BTreeMap<&'a str, &'a [String]>;

fn without_implied<'a>(logic: &'a Logic, known: &mut Known<'a>) -> Logic {
    match logic {
        Logic::All(parts) => {
            let mut known = known.clone();
            let equalities = parts.iter().filter_map(equality);
            known.extend(equalities.map(|it| (it.field.as_str(), it.values.as_slice())));
            Logic::all(
                parts
                    .iter()
                    .filter(|part| !follows(part, &known))
                    .map(|part| without_implied(part, &mut known.clone())),
            )
        }
        Logic::Any(parts) => Logic::any(parts.iter().map(|part| without_implied(part, known))),
        other => other.clone(),
    }
}

/// The predicate of a part that is a plain equality of one value, not of list elements.
fn equality(part: &Logic) -> Option<&Predicate> {
    match part {
        Logic::Pred(it) if it.op == Operator::Eq && !it.field.contains("[*]") => Some(it),
        _ => None,
    }
}

/// Whether a part is `not f eq b` where `f eq a` is known and no `a` is a `b`.
fn follows(part: &Logic, known: &Known<'_>) -> bool {
    let Logic::Not(inner) = part else { return false };
    let Some(excluded) = equality(inner) else {
        return false;
    };
    known.get(excluded.field.as_str()).is_some_and(|possible| {
        let same = |a: &str, b: &str| a.eq_ignore_ascii_case(b);
        !possible
            .iter()
            .any(|a| excluded.values.iter().any(|b| same(a, b)))
    })
}
