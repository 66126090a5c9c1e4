//! Polarity, scope and fidelity, as spec'd for every language at once.

use rule::{Fidelity, Logic, Loss, Operator, Predicate, Reason, RuleLogic, Scope, Span, Step};

fn pred(field: &str) -> Logic {
    Logic::Pred(Predicate::new(field, Operator::Eq, ["v"], Span::NONE))
}

/// `field scope` of every leaf; `!` marks a negated one, `+` a grouped one.
fn leaves(logic: Logic) -> Vec<String> {
    let leaves = RuleLogic::single(None, logic).leaves();
    let one = |leaf: rule::Leaf| {
        let not = if leaf.negated { "!" } else { "" };
        let grouped = if leaf.grouped { "+" } else { "" };
        format!("{not}{} {}{grouped}", leaf.predicate.field, leaf.scope.id())
    };
    leaves.into_iter().map(one).collect()
}

#[test]
fn scopes_follow_from_what_stands_above() {
    let logic = Logic::all([
        pred("a"),
        Logic::any([pred("b"), pred("c")]),
        Logic::not(pred("d")),
    ]);
    assert_eq!(
        leaves(logic),
        ["a required", "b alternative", "c alternative", "!d exclusion"]
    );
}

#[test]
fn an_excluded_conjunction_is_grouped() {
    let logic = Logic::all([pred("a"), Logic::not(Logic::all([pred("b"), pred("c")]))]);
    assert_eq!(leaves(logic), ["a required", "!b exclusion+", "!c exclusion+"]);
    let logic = Logic::all([pred("a"), Logic::not(Logic::any([pred("b"), pred("c")]))]);
    assert_eq!(leaves(logic), ["a required", "!b exclusion", "!c exclusion"]);
}

#[test]
fn a_negation_inside_an_alternative_guards_it() {
    let guarded = Logic::all([pred("b"), Logic::not(pred("c"))]);
    assert_eq!(
        leaves(Logic::any([pred("a"), guarded])),
        ["a alternative", "b alternative", "!c guard"]
    );
}

#[test]
fn what_must_not_happen_is_absent_and_keeps_its_polarity() {
    let mut logic = RuleLogic::single(None, pred("a"));
    let inner = Logic::all([pred("b"), Logic::not(pred("c"))]);
    logic.steps.push(Step {
        absent: true,
        ..Step::new(None, inner)
    });
    let found: Vec<(bool, Scope, usize)> = logic
        .leaves()
        .iter()
        .map(|it| (it.negated, it.scope, it.step))
        .collect();
    assert_eq!(
        found,
        [
            (false, Scope::Required, 0),
            (false, Scope::Absent, 1),
            (true, Scope::Absent, 1)
        ]
    );
}

#[test]
fn double_negations_fold_and_branches_absorb() {
    assert_eq!(
        leaves(Logic::Not(Box::new(Logic::Not(Box::new(pred("a")))))),
        ["a required"]
    );
    let branches = Logic::any([pred("a"), Logic::all([Logic::not(pred("a")), pred("b")])]);
    assert!(
        branches
            .normal()
            .same_meaning(&Logic::any([pred("a"), pred("b")]))
    );
    let narrower = Logic::any([pred("a"), Logic::all([pred("a"), pred("b")])]);
    assert!(narrower.normal().same_meaning(&pred("a")));
}

#[test]
fn a_contradiction_does_not_make_its_text_vanish() {
    let logic = Logic::all([pred("a"), Logic::not(pred("a"))]);
    assert_eq!(leaves(logic).len(), 2);
}

#[test]
fn one_undecoded_clause_makes_a_rule_partial() {
    let opaque = || Logic::opaque("x", Reason::Computed, Span::NONE);
    let fidelity = |logic| RuleLogic::single(None, logic).fidelity();
    assert_eq!(fidelity(pred("a")), Fidelity::Exact);
    assert_eq!(fidelity(Logic::all([pred("a"), opaque()])), Fidelity::Partial);
    assert_eq!(fidelity(opaque()), Fidelity::Opaque);
    let mut lossy = RuleLogic::single(None, pred("a"));
    lossy.losses.insert(Loss::PartOfValue);
    assert_eq!(lossy.fidelity(), Fidelity::Approximate);
}

#[test]
fn technique_ids_are_read_in_one_spelling_only() {
    let parse = |text| rule::TechniqueId::parse(text).map(|id| id.to_string());
    assert_eq!(parse("t1204.002").as_deref(), Some("T1204.002"));
    for bad in [
        "T120",
        "T1204.2",
        "TA0002",
        "T1204.002.1",
        "1204",
        "T12O4",
        "../T1204",
    ] {
        assert_eq!(parse(bad), None, "{bad}");
    }
}

#[test]
fn a_long_text_under_many_levels_is_looked_at_once() {
    let text = "b == 2 or (".repeat(100_000);
    let mut logic = Logic::opaque(text, Reason::TooDeep, Span::NONE);
    for level in 0..60 {
        logic = Logic::any([pred(&format!("b{level}")), logic]);
        logic = Logic::all([pred(&format!("a{level}")), logic]);
    }
    let start = std::time::Instant::now();
    assert_eq!(logic.normal(), logic);
    assert_eq!(logic.constant(), None);
    assert!(start.elapsed().as_secs_f64() < 1.0, "{:?}", start.elapsed());
}
