//! What is told about rules, and what is not: each case that is not is a false finding on published rules.

use rule::{Logic, Operator, Predicate, Quantifier, Reason, Related, Rule, Span};

use super::sample::{census, eq, named, pred, rule};
use crate::findings::KINDS;

const PROCESS: &str = "product=windows;category=process_creation";

/// A rule that nothing is to be said about.
fn sound(id: &str, title: &str, logic: Logic) -> Rule {
    let mut rule = named(rule("sigma", PROCESS, logic), id, title, &["T1059.001"]);
    rule.description = "Says what it finds.".to_owned();
    rule.severity = Some(rule::Severity::word("high"));
    rule.false_positives = vec!["Unknown".to_owned()];
    rule
}

/// The codes that are found about the first of some rules.
fn codes(rules: Vec<Rule>) -> Vec<&'static str> {
    let census = census(rules, |rule| rule == 0);
    let mut codes: Vec<&str> = census.findings.iter().map(|it| it.code).collect();
    codes.dedup();
    codes
}

/// The codes that are found about a rule with a filter.
fn excluding(filter: Logic) -> Vec<&'static str> {
    let logic = Logic::all([eq("CommandLine", "tool --dump"), Logic::not(filter)]);
    codes(vec![sound("1", "One", logic)])
}

#[test]
fn a_sound_rule_is_left_alone() {
    let logic = Logic::all([
        pred("Image", Operator::EndsWith, &["\\tool.exe"]),
        Logic::not(eq("ParentImage", "C:\\Program Files\\Tool\\agent.exe")),
    ]);
    assert!(codes(vec![sound("1", "One", logic)]).is_empty());
}

#[test]
fn weak_exclusions_are_told_by_what_excuses_an_event() {
    for (field, op, value, code) in [
        (
            "Image",
            Operator::Contains,
            "\\AppData\\Local\\",
            "user-writable-exclusion",
        ),
        (
            "Image",
            Operator::StartsWith,
            "C:\\Users\\",
            "user-writable-exclusion",
        ),
        (
            "ParentImage",
            Operator::StartsWith,
            "/tmp/",
            "user-writable-exclusion",
        ),
        (
            "Image",
            Operator::Contains,
            "\\System32\\",
            "unanchored-exclusion",
        ),
        (
            "Image",
            Operator::EndsWith,
            "\\Vendor\\agent.exe",
            "unanchored-exclusion",
        ),
        (
            "ParentImage",
            Operator::EndsWith,
            "\\agent.exe",
            "name-only-exclusion",
        ),
        (
            "CommandLine",
            Operator::Contains,
            "C:\\Scripts\\x.ps1",
            "command-line-exclusion",
        ),
    ] {
        assert_eq!(
            excluding(pred(field, op, &[value])),
            [code],
            "{field} {op} {value}"
        );
    }
}

#[test]
fn exclusions_that_hold_are_left_alone() {
    for (field, op, value) in [
        ("Image", Operator::StartsWith, "C:\\Windows\\System32\\"),
        ("Image", Operator::Contains, ":\\Program Files\\"),
        ("Image", Operator::StartsWith, "C:\\ProgramData\\Vendor\\"),
        ("CommandLine", Operator::Contains, " --help"),
        ("CommandLine", Operator::Eq, "tool -x"),
        ("User", Operator::Contains, "AUTHORI"),
    ] {
        assert!(
            excluding(pred(field, op, &[value])).is_empty(),
            "{field} {op} {value}"
        );
    }
    let both = Logic::all([eq("User", "x"), pred("Image", Operator::Contains, &["\\Temp\\"])]);
    assert!(excluding(both).is_empty(), "a grouped exclusion asks for more");
}

#[test]
fn the_name_of_a_renamed_program_is_what_is_looked_for() {
    let logic = Logic::all([
        eq("OriginalFileName", "tool.exe"),
        Logic::not(pred("Image", Operator::EndsWith, &["\\tool.exe"])),
    ]);
    assert!(codes(vec![sound("1", "One", logic)]).is_empty());
}

#[test]
fn contradictions_are_found_and_alternatives_are_not() {
    let both = Logic::all([
        eq("EventID", "4624"),
        eq("EventID", "4688"),
        eq("User", "someone"),
    ]);
    assert_eq!(codes(vec![sound("1", "One", both)]), ["never-matches"]);
    let image = |value| pred("Image", Operator::EndsWith, &[value]);
    let itself = Logic::all([image("\\tool.exe"), Logic::not(image("\\tool.exe"))]);
    assert_eq!(codes(vec![sound("1", "One", itself)]), ["never-matches"]);
    let either = Logic::any([eq("EventID", "4624"), eq("User", "someone")]);
    assert!(codes(vec![sound("1", "One", either)]).is_empty());
    let opposite = Logic::any([eq("User", "x"), Logic::not(eq("User", "x"))]);
    assert_eq!(codes(vec![sound("1", "One", opposite)]), ["always-matches"]);
}

#[test]
fn a_value_that_is_excluded_again_is_dead() {
    let users = pred("User", Operator::Eq, &["root", "backup"]);
    let dead = Logic::all([
        users.clone(),
        Logic::not(pred("User", Operator::Contains, &["back"])),
    ]);
    assert_eq!(codes(vec![sound("1", "One", dead)]), ["dead-value"]);
    // All of several words must stand in the line, and one of them alone excuses nothing.
    let words = Predicate::new("User", Operator::Contains, ["backup", "02"], Span::NONE);
    let all = Logic::not(Logic::Pred(words.quantified(Quantifier::All)));
    assert!(codes(vec![sound("1", "One", Logic::all([users, all]))]).is_empty());
}

#[test]
fn a_rule_that_only_names_its_log_is_overbroad() {
    let started = Logic::all([eq("EventID", "4688")]);
    assert_eq!(codes(vec![sound("1", "One", started)]), ["overbroad-rule"]);
    let rare = Logic::all([eq("EventID", "7045")]);
    assert!(codes(vec![sound("1", "One", rare)]).is_empty());
}

#[test]
fn fields_are_mistyped_where_another_spelling_is_usual() {
    let logic = |field| Logic::all([eq(field, "x y z"), eq("User", "someone")]);
    assert_eq!(
        codes(vec![sound("1", "One", logic("CommmandLine"))]),
        ["unknown-field"]
    );
    for field in ["Command_Line", "param9", "ServiceSids"] {
        assert!(codes(vec![sound("1", "One", logic(field))]).is_empty(), "{field}");
    }
}

#[test]
fn copies_are_told_unless_they_say_so() {
    let logic = || {
        let values = ["alpha one", "beta two", "gamma three", "delta four"];
        Logic::all(values.map(|value| pred("CommandLine", Operator::Contains, &[value])))
    };
    let (one, two) = (
        sound("1", "First name", logic()),
        sound("2", "Second name", logic()),
    );
    // How telling a value is depends on how many rules do without it.
    let others = || {
        (3..40).map(|i| {
            sound(
                &i.to_string(),
                &format!("Rule number {i}"),
                eq("User", &format!("user {i}")),
            )
        })
    };
    let codes =
        |one: &Rule, two: &Rule| codes([one.clone(), two.clone()].into_iter().chain(others()).collect());
    assert_eq!(codes(&one, &two), ["near-duplicate"]);
    let mut derived = one.clone();
    derived.related = vec![Related {
        id: "2".to_owned(),
        kind: "derived".to_owned(),
    }];
    assert!(codes(&derived, &two).is_empty());
    let mut same_id = two.clone();
    same_id.id = "1".to_owned();
    same_id.path = "other.yml".to_owned();
    assert_eq!(codes(&one, &same_id), ["duplicate-id"]);
}

#[test]
fn references_lead_somewhere_unless_they_say_it_is_gone() {
    let related = |id: &str, kind: &str| Related {
        id: id.to_owned(),
        kind: kind.to_owned(),
    };
    let rules = |kind: &str| {
        let mut one = sound("1", "First name", eq("User", "someone"));
        one.related = vec![related("2", "similar"), related("9", kind)];
        let mut two = sound("2", "Second name", eq("User", "another"));
        two.description = "Says more.".to_owned();
        vec![one, two]
    };
    assert_eq!(codes(rules("similar")), ["unknown-related-rule"]);
    assert!(codes(rules("obsolete")).is_empty());
}

#[test]
fn technique_ids_lead_to_what_they_are_called_today() {
    let tagged = |id: &str| {
        let mut rule = sound("1", "One", eq("User", "someone"));
        rule.techniques = named(Rule::default(), "", "", &[id]).techniques;
        rule
    };
    for (id, code) in [
        ("T1086", "revoked-technique"),
        ("T9999", "unknown-technique"),
        ("T1685", "other-attack-version"),
        ("T1064", "deprecated-technique"),
    ] {
        assert_eq!(codes(vec![tagged(id)]), [code], "{id}");
    }
}

#[test]
fn metadata_is_missed_where_the_vendor_has_it() {
    let mut bare = sound("1", "One", eq("User", "someone"));
    (bare.techniques, bare.severity, bare.description) = (Vec::new(), None, String::new());
    bare.false_positives.clear();
    let missing = [
        "missing-technique",
        "missing-severity",
        "missing-description",
        "missing-false-positives",
    ];
    assert_eq!(codes(vec![bare.clone()]), missing);
    bare.vendor = "sentinel".to_owned();
    let found = codes(vec![bare]);
    assert!(
        !found.contains(&"missing-severity") && found.contains(&"missing-description"),
        "{found:?}"
    );
}

#[test]
fn codes_are_unique() {
    let mut codes: Vec<&str> = KINDS.iter().map(|kind| kind.code).collect();
    codes.sort_unstable();
    let all = codes.len();
    codes.dedup();
    assert_eq!(codes.len(), all);
}

#[test]
fn of_one_kind_about_one_rule_the_first_are_told_and_the_rest_counted() {
    let clause = |at: usize| Logic::opaque("`a`", Reason::Undefined, Span::new(at, at + 3));
    let clauses = (1..=250_000).map(|at| clause(at * 4));
    let rule = sound("1", "One", Logic::all(clauses));
    let start = std::time::Instant::now();
    let found = census(vec![rule], |_| true).findings;
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
    let clauses: Vec<_> = found.iter().filter(|it| it.code == "undecoded-clause").collect();
    assert_eq!(clauses.len(), 101);
    assert_eq!(
        clauses[100].message,
        "249900 more places of this rule are like the last"
    );
}
