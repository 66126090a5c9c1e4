//! What chains of branches leave behind.
//!
//! `if a == "x": … elif a == "y": …` reads, branch by branch, `a eq "y"` and `not a eq "x"`; a guard at the top
//! comes back in every branch below it. What follows from its surroundings is dropped, since no author wrote it.

use rule::{Logic, Operator, Predicate};

/// The normal form without conditions that follow from what stands around them; `None` where the conditions
/// contradict each other, so that something was not read as it is meant.
pub(super) fn simplified(logic: &Logic) -> Option<Logic> {
    if logic.is_true() || logic.is_false() {
        return Some(logic.clone());
    }
    let normal = flags(&logic.normal());
    let shorter = without_implied(&normal, &mut Vec::new());
    match (shorter.is_true(), shorter.is_false()) {
        (true, _) => Some(normal),
        (_, true) => None,
        _ => Some(shorter.normal()).filter(|it| !contradicts(it)),
    }
}

/// Whether a condition asks for a leaf and for its opposite.
fn contradicts(logic: &Logic) -> bool {
    let Logic::All(parts) = logic else { return false };
    let denied = parts.iter().filter_map(|part| match part {
        Logic::Not(inner) => Some(&**inner),
        _ => None,
    });
    let is_there = |inner: &Logic| parts.iter().any(|part| part.same_meaning(inner));
    denied
        .into_iter()
        .any(|inner| matches!(inner, Logic::Pred(_)) && is_there(inner))
}

/// Whether a leaf asks what the value of a field is.
fn compares(leaf: &Logic, field: &str) -> bool {
    matches!(leaf, Logic::Pred(it) if it.field == field && it.op != Operator::Exists)
}

/// What is not null and yet not true is false.
fn flags(logic: &Logic) -> Logic {
    match logic {
        Logic::All(parts) => {
            let parts: Vec<Logic> = parts.iter().map(flags).collect();
            let there = |wanted: &Logic| parts.iter().any(|part| part.same_meaning(wanted));
            let flag = |part: &Logic| {
                let (inner, denied) = bare(part);
                match inner {
                    Logic::Pred(it)
                        if it.op == Operator::Exists
                            && there(&Logic::not(part.clone()))
                            && !parts.iter().any(|part| compares(part, &it.field)) =>
                    {
                        denied
                            .then(|| Logic::Pred(Predicate::new(&it.field, Operator::Eq, ["false"], it.span)))
                    }
                    _ => Some(part.clone()),
                }
            };
            Logic::all(parts.iter().filter_map(flag))
        }
        Logic::Any(parts) => Logic::any(parts.iter().map(flags)),
        leaf => leaf.clone(),
    }
}

/// What is asked for in any case.
pub(super) fn positive(normal: &Logic) -> Logic {
    let parts = match normal {
        Logic::All(parts) => parts.as_slice(),
        other => std::slice::from_ref(other),
    };
    Logic::all(
        parts
            .iter()
            .filter(|part| matches!(part, Logic::Pred(_)))
            .cloned(),
    )
}

/// A leaf and whether it is known not to hold.
type Fact<'a> = (&'a Logic, bool);

/// The same condition, given what is known around it.
fn without_implied<'a>(logic: &'a Logic, known: &mut Vec<Fact<'a>>) -> Logic {
    match logic {
        Logic::All(parts) => Logic::all(parts_without_implied(parts, true, known)),
        Logic::Any(parts) => Logic::any(parts_without_implied(parts, false, known)),
        leaf => constant_or(leaf, known),
    }
}

/// Beside a part of an "all" the others hold, beside a part of an "any" they do not.
fn parts_without_implied<'a>(parts: &'a [Logic], is_all: bool, known: &mut Vec<Fact<'a>>) -> Vec<Logic> {
    let outer = known.len();
    let news = |part: &Logic, known: &[Fact<'_>]| is_leaf(part) && settled(part, known).is_none();
    let open: Vec<bool> = parts.iter().map(|part| news(part, known)).collect();
    let facts = parts.iter().zip(&open).filter(|(_, open)| **open);
    known.extend(facts.map(|(part, _)| (part, !is_all)));
    let mut kept = Vec::with_capacity(parts.len());
    for (part, open) in parts.iter().zip(open) {
        if !is_leaf(part) {
            kept.push(without_implied(part, known));
        } else if !open {
            kept.push(constant_or(part, &known[..outer]));
        } else if !(is_all && (follows(part, known) || parts.iter().any(|beside| rules_out(beside, part)))) {
            kept.push(part.clone());
        }
    }
    known.truncate(outer);
    kept
}

fn constant_or(leaf: &Logic, known: &[Fact<'_>]) -> Logic {
    match settled(leaf, known) {
        Some(true) => Logic::TRUE,
        Some(false) => Logic::FALSE,
        None => leaf.clone(),
    }
}

fn is_leaf(logic: &Logic) -> bool {
    match logic {
        Logic::Pred(_) | Logic::Opaque(_) => true,
        Logic::Not(inner) => is_leaf(inner),
        Logic::All(_) | Logic::Any(_) => false,
    }
}

/// Whether a leaf is true or false already, by what is known around it.
fn settled(leaf: &Logic, known: &[Fact<'_>]) -> Option<bool> {
    let (inner, denied) = bare(leaf);
    let Logic::Pred(predicate) = inner else {
        return None;
    };
    for (fact, fact_denied) in known {
        let (fact, inner_denied) = bare(fact);
        let Logic::Pred(fact) = fact else { continue };
        if fact.same_meaning(predicate) {
            return Some((denied != *fact_denied) == inner_denied);
        }
    }
    // A default stands in for a missing field; one that passed a test is not missing.
    if denied && predicate.op == Operator::Exists && known.iter().any(|fact| is_there(fact, &predicate.field))
    {
        return Some(false);
    }
    match equality(inner) {
        Some(asked) if excluded(asked, known) => Some(denied),
        _ => None,
    }
}

/// Whether a fact holds of values that are there and not empty only.
fn is_there((fact, denied): &Fact<'_>, field: &str) -> bool {
    let Logic::Pred(fact) = fact else { return false };
    if *denied || fact.field != field || field.contains("[*]") {
        return false;
    }
    match fact.op {
        Operator::Gt | Operator::Gte => fact
            .values
            .iter()
            .all(|value| value.parse().is_ok_and(|n: f64| n > 0.0)),
        Operator::Lt | Operator::Lte => true,
        Operator::Contains | Operator::StartsWith | Operator::EndsWith => {
            fact.values.iter().all(|value| !value.is_empty())
        }
        _ => false,
    }
}

fn bare(leaf: &Logic) -> (&Logic, bool) {
    match leaf {
        Logic::Not(inner) => (inner, true),
        other => (other, false),
    }
}

/// The predicate of a leaf that is an equality of one value, not of list elements.
fn equality(leaf: &Logic) -> Option<&Predicate> {
    match leaf {
        Logic::Pred(it) if it.op == Operator::Eq && !it.field.contains("[*]") => Some(it),
        _ => None,
    }
}

/// Whether a leaf is `not f eq b` where `f eq a` is known and no `a` is a `b`.
fn follows(leaf: &Logic, known: &[Fact<'_>]) -> bool {
    match bare(leaf) {
        (inner, true) => equality(inner).is_some_and(|asked| excluded(asked, known)),
        _ => false,
    }
}

/// Whether a leaf is `not f eq b` where every branch beside it asks for an `f eq a`.
fn rules_out(beside: &Logic, leaf: &Logic) -> bool {
    let (inner, true) = bare(leaf) else { return false };
    match beside {
        Logic::Any(parts) => !parts.is_empty() && parts.iter().all(|part| rules_out(part, leaf)),
        Logic::All(parts) => parts.iter().any(|part| rules_out(part, leaf)),
        fact => equality(inner).is_some_and(|asked| excluded(asked, &[(fact, false)])),
    }
}

/// Whether a field is known to equal other values than those asked for.
fn excluded(asked: &Predicate, known: &[Fact<'_>]) -> bool {
    let same = |a: &str, b: &str| a.eq_ignore_ascii_case(b);
    let is_other = |fact: &Predicate| {
        fact.field == asked.field
            && !fact
                .values
                .iter()
                .any(|a| asked.values.iter().any(|b| same(a, b)))
    };
    known
        .iter()
        .any(|(fact, denied)| !denied && equality(fact).is_some_and(is_other))
}
