//! What is remembered of the last catalog must not show.

use std::sync::Arc;

use proptest::collection::vec;
use proptest::prelude::*;
use rule::{Liveness, Logic, Rule};

use super::sample::{attack, eq, named, rule, tables};
use crate::{Builder, Catalog, Inputs, RowIx, RuleIx};

const PROCESS: &str = "product=windows;category=process_creation";

/// One edit of a corpus.
#[derive(Clone, Debug)]
enum Edit {
    /// A rule gets another title and nothing else.
    Retitle(usize, u8),
    /// A rule gets other values: common ones and rare ones.
    Rewrite(usize, Vec<u8>),
    /// A rule also looks for a value that no other rule has.
    Extend(usize),
    SetAside(usize),
    Add(usize, Vec<u8>),
    Remove(usize),
}

fn edit() -> impl Strategy<Value = Edit> {
    let values = || vec(any::<u8>(), 1..5);
    prop_oneof![
        1 => (any::<usize>(), any::<u8>()).prop_map(|(at, title)| Edit::Retitle(at, title)),
        1 => (any::<usize>(), values()).prop_map(|(at, values)| Edit::Rewrite(at, values)),
        3 => any::<usize>().prop_map(Edit::Extend),
        1 => any::<usize>().prop_map(Edit::SetAside),
        1 => (any::<usize>(), values()).prop_map(|(at, values)| Edit::Add(at, values)),
        1 => any::<usize>().prop_map(Edit::Remove),
    ]
}

/// A rule that looks for some values; low numbers make values that many rules have.
fn of(number: usize, values: &[u8]) -> Rule {
    let value = |it: &u8| match it {
        0..128 => eq("Image", &format!("C:\\common{}.exe", it % 4)),
        _ => eq("CommandLine", &format!("rare {it}")),
    };
    let logic = Logic::all(values.iter().map(value));
    let id = format!("rule-{number}");
    named(
        rule("sigma", PROCESS, logic),
        &id,
        &format!("Rule {number}"),
        &["T1204"],
    )
}

fn apply(rules: &mut Vec<Arc<Rule>>, edit: &Edit, turn: usize) {
    let place = |at: usize| at % rules.len().max(1);
    match edit {
        Edit::Add(at, values) => rules.insert(place(*at), Arc::new(of(1000 + turn, values))),
        _ if rules.is_empty() => {}
        Edit::Retitle(at, title) => {
            let at = place(*at);
            Arc::make_mut(&mut rules[at]).title = format!("A title of number {title}");
        }
        Edit::Rewrite(at, values) => {
            let at = place(*at);
            Arc::make_mut(&mut rules[at]).logic = of(0, values).logic;
        }
        Edit::Extend(at) => {
            let at = place(*at);
            let step = &mut Arc::make_mut(&mut rules[at]).logic.steps[0];
            let own = eq("CommandLine", &format!("nobody else {turn}"));
            step.logic = Logic::all([step.logic.clone(), own]);
        }
        Edit::SetAside(at) => {
            let at = place(*at);
            Arc::make_mut(&mut rules[at]).liveness = Liveness::Deprecated("deprecated".to_owned());
        }
        Edit::Remove(at) => {
            let at = place(*at);
            rules.remove(at);
        }
    }
}

/// Everything that rules have of each other.
fn ties(catalog: &Catalog) -> Vec<String> {
    let indices = 0..RuleIx::try_from(catalog.entries().len()).expect("few rules");
    let tie = |index| {
        let it = catalog.entry(index);
        let rows: Vec<_> = it.rows.iter().map(|it| (it, reach(catalog, it.row))).collect();
        format!(
            "{:?} {:?} {rows:?} {:?}",
            it.family,
            it.events,
            catalog.similar(index)
        )
    };
    indices.map(tie).collect()
}

fn reach(catalog: &Catalog, row: RowIx) -> (&str, &str, &[RuleIx], &[RuleIx]) {
    let row = catalog.rows.get(row);
    (row.concept, row.value, row.positive, row.excluded)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_catalog_is_the_same_whatever_was_built_before(
        first in vec(vec(any::<u8>(), 1..5), 1..40),
        edits in vec(edit(), 1..8),
    ) {
        let mut rules: Vec<Arc<Rule>> = (0..).zip(&first).map(|(number, values)| Arc::new(of(number, values))).collect();
        let mut builder = Builder::new(attack(), tables());
        builder.build(&rules);
        for (turn, edit) in edits.iter().enumerate() {
            apply(&mut rules, edit, turn);
            let fresh = Catalog::new(Inputs { rules: rules.clone(), attack: attack(), tables: tables() });
            prop_assert_eq!(ties(&builder.build(&rules)), ties(&fresh));
        }
    }
}
