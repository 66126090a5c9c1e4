//! Aliases checked by hand, end to end: a field of a rule in its context, compared with a value, and the row it
//! must land on. One line of `tests/aliases.tsv` each.

use rule::Operator;

use super::sample::{derive, pred, rule};

const OPERATORS: &[Operator] = &[
    Operator::Eq,
    Operator::Contains,
    Operator::StartsWith,
    Operator::EndsWith,
    Operator::Wildcard,
    Operator::RegexMatch,
    Operator::Match,
];

#[test]
fn every_checked_alias_lands_on_its_row() {
    let table = include_str!("../../tests/aliases.tsv");
    let mut wrong = Vec::new();
    let mut checked = 0;
    for line in table
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
    {
        let cells: Vec<&str> = line.split('\t').collect();
        let [vendor, context, field, op, value, expected] = cells[..] else {
            panic!("six cells: {line}");
        };
        let op = OPERATORS.iter().find(|it| it.id() == op).expect("an operator");
        let derived = derive(rule(vendor, context, pred(field, *op, &[value])));
        let mapped = derived
            .known
            .predicates
            .iter()
            .find(|it| it.leaf.predicate.field == field);
        let found = mapped.map_or_else(String::new, |it| {
            format!(
                "{} {} {}",
                it.folded_concept,
                it.folded_op,
                it.folded_values.join(",")
            )
        });
        checked += 1;
        if found != expected {
            wrong.push(format!("{line}\n    found {found}"));
        }
    }
    assert!(checked >= 200, "{checked} aliases are checked");
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}
