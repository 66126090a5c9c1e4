//! Two files of rules, and what is told of their difference.

use serde_json::{Value, json};

use super::{Change, History, Kind};

fn rule(id: &str, title: &str) -> Value {
    json!({
        "vendor": "sigma", "id": id, "slug": title.to_lowercase().replace(' ', "-"), "title": title,
        "path": format!("{id}.yml"), "fingerprint": format!("text of {id}"), "modified": "2026-03-01", "live": true,
        "severity": "low", "status": "test", "attack": [{"id": "T1204", "as_tagged": "attack.t1204"}],
        "logic": {"steps": [id]},
        "predicates": [{"field": "Image", "op": "ends_with", "values": ["\\a.exe", "\\b.exe"], "negated": false}],
    })
}

fn file(rules: &[Value]) -> Vec<u8> {
    let lines: Vec<String> = rules.iter().map(Value::to_string).collect();
    lines.join("\n").into_bytes()
}

fn after(history: History, before: &[Value], after: &[Value]) -> History {
    history
        .between(&file(before), &file(after), None)
        .expect("two good files")
}

fn changes(before: &[Value], now: &[Value]) -> Vec<Change> {
    let history = after(History::default(), before, now);
    history
        .editions
        .into_iter()
        .next()
        .map_or_else(Vec::new, |edition| edition.changes)
}

fn with(mut rule: Value, member: &str, value: Value) -> Value {
    rule[member] = value;
    rule["fingerprint"] = json!(format!("new text of {}", rule["id"]));
    rule
}

#[test]
fn nothing_changed_makes_no_edition() {
    let rules = [rule("1", "One"), rule("2", "Two")];
    let other_order = [rule("2", "Two"), rule("1", "One")];
    assert_eq!(
        after(History::default(), &rules, &other_order),
        History::default()
    );
}

#[test]
fn a_value_that_joins_a_list_is_told_alone() {
    let more = json!([{"field": "Image", "op": "ends_with", "values": ["\\a.exe", "\\b.exe", "\\c.exe"], "negated": false}]);
    let found = changes(&[rule("1", "One")], &[with(rule("1", "One"), "predicates", more)]);
    assert_eq!((found.len(), found[0].kind), (1, Kind::Changed));
    assert_eq!(found[0].predicates_added[0].values, ["\\c.exe"]);
    assert!(found[0].predicates_removed.is_empty() && !found[0].recombined);
}

#[test]
fn techniques_that_attack_moved_are_no_change_of_the_rule() {
    let moved = json!([{"id": "T1999", "as_tagged": "attack.t1204"}]);
    let found = changes(&[rule("1", "One")], &[with(rule("1", "One"), "attack", moved)]);
    assert!(found[0].techniques_gained.is_empty() && found[0].techniques_lost.is_empty());
    let tagged = json!([{"id": "T1059", "as_tagged": "attack.t1059"}]);
    let found = changes(&[rule("1", "One")], &[with(rule("1", "One"), "attack", tagged)]);
    assert_eq!(
        (&*found[0].techniques_gained[0], &*found[0].techniques_lost[0]),
        ("T1059", "T1204")
    );
}

#[test]
fn the_same_text_read_otherwise_is_told_apart() {
    let mut reread = rule("1", "One");
    reread["logic"] = json!({"steps": ["other"]});
    let found = changes(&[rule("1", "One")], &[reread]);
    assert_eq!((found[0].kind, found[0].recombined), (Kind::Reread, true));
}

#[test]
fn a_rule_whose_id_is_its_path_is_followed_by_its_text() {
    let mut moved = rule("new/1", "One");
    moved["fingerprint"] = json!("text of 1");
    let found = changes(&[rule("1", "One")], &[moved]);
    assert_eq!((found.len(), found[0].kind), (1, Kind::Renamed));
    assert_eq!(found[0].members[0].name, "id");
}

#[test]
fn rules_that_share_an_id_are_paired_by_path() {
    let mut twin = rule("1", "Other");
    twin["path"] = json!("other.yml");
    let (one, changed) = (rule("1", "One"), with(twin.clone(), "severity", json!("high")));
    let found = changes(&[one.clone(), twin], &[changed, one]);
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].title.as_str(), found[0].members[0].name.as_str()),
        ("Other", "severity")
    );
}

#[test]
fn left_addresses_lead_to_the_rule_through_all_renames_and_return() {
    let named = |title| [with(rule("1", title), "title", json!(title))];
    let history = after(History::default(), &named("A"), &named("B"));
    let history = after(history, &named("B"), &named("C"));
    let leads: Vec<_> = history
        .gone
        .iter()
        .map(|it| (it.page.as_str(), it.to.as_deref()))
        .collect();
    assert_eq!(
        leads,
        [
            ("rules/sigma/b/", Some("rules/sigma/c/")),
            ("rules/sigma/a/", Some("rules/sigma/c/"))
        ]
    );
    let removed = after(history.clone(), &named("C"), &[]);
    assert!(
        removed.gone.len() == 3 && removed.gone.iter().all(|it| it.to.is_none()),
        "{:?}",
        removed.gone
    );
    let returned = after(history, &named("C"), &named("A"));
    assert!(returned.gone.iter().all(|it| it.page != "rules/sigma/a/"));
    assert_eq!(returned.editions.len(), 3);
}

#[test]
fn a_history_is_read_as_it_was_written_and_bad_ones_are_refused() {
    let history = after(History::default(), &[rule("1", "One")], &[rule("2", "Two")]);
    let text = String::from_utf8(history.bytes()).expect("UTF-8");
    assert_eq!(History::read(&text).as_ref(), Ok(&history));
    assert!(History::read("{").is_err());
    assert!(History::read(&text.replace("gen/changes/1", "gen/changes/9")).is_err());
    let hostile = text.replace("rules/sigma/one/", "rules/../../x/");
    assert!(History::read(&hostile).expect("a history").gone.is_empty());
    let error = History::default()
        .between(b"{}\n", b"", None)
        .expect_err("no rule");
    assert_eq!((error.line, error.in_history), (1, false));
}
