//! Pages show what the catalog knows.

use std::collections::BTreeSet;

use rule::{Logic, Operator, Predicate, RuleLogic, Span};
use scraper::{Html, Selector};

use crate::sample::{rule, settings, site, site_of, text};

fn two_vendors() -> Vec<site::Rendered> {
    site(vec![
        rule("sigma", "one", "Image", Operator::EndsWith, "\\winword.exe"),
        rule("elastic", "two", "process.name", Operator::Eq, "WINWORD.EXE"),
    ])
}

pub(crate) fn texts(html: &str, selector: &str) -> Vec<String> {
    let selector = Selector::parse(selector).expect("a selector");
    let document = Html::parse_document(html);
    let text = |element: scraper::ElementRef<'_>| element.text().collect::<Vec<_>>().join(" ");
    document
        .select(&selector)
        .map(text)
        .map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect()
}

#[test]
fn spellings_of_two_vendors_meet_in_one_row() {
    let page = text(&two_vendors(), "techniques/T1204/index.html");
    let rows = texts(&page, "section[aria-labelledby=indicators] tbody tr");
    assert_eq!(rows, ["process.name is winword.exe 2 2 only here"]);
}

#[test]
fn a_technique_counts_the_rules_of_its_sub_techniques() {
    let files = two_vendors();
    let page = text(&files, "techniques/T1204/index.html");
    assert_eq!(texts(&page, ".subs li"), ["T1204.002 Malicious File 2"]);
    assert_eq!(
        texts(&page, "details.vendor summary .count"),
        ["1 rule", "1 rule"]
    );
    assert_eq!(
        texts(
            &page,
            "section[aria-labelledby=exclusions] tbody tr td:nth-child(3)"
        ),
        ["allowed-path", "allowed-path"]
    );
}

#[test]
fn citations_leave_the_prose() {
    let page = text(&two_vendors(), "techniques/T1204/index.html");
    assert_eq!(texts(&page, "div.prose > p"), ["First a <b> paragraph."]);
    assert_eq!(texts(&page, "div.prose > p > code"), ["a <b>"]);
}

#[test]
fn every_internal_link_leads_to_a_file() {
    let files = two_vendors();
    let known: BTreeSet<&str> = files.iter().map(|file| file.route.as_str()).collect();
    let selector = Selector::parse("[href], [src]").expect("a selector");
    for file in files.iter().filter(|file| file.route.as_str().ends_with(".html")) {
        let html = String::from_utf8_lossy(&file.bytes).into_owned();
        for element in Html::parse_document(&html).select(&selector) {
            let target = element
                .attr("href")
                .or_else(|| element.attr("src"))
                .unwrap_or_default();
            if target.contains("://") || target.starts_with('#') {
                continue;
            }
            let target = resolved(file.route.as_str(), target);
            assert!(
                known.contains(target.as_str()),
                "{}: {target} leads nowhere",
                file.route
            );
        }
    }
}

/// A relative address as a browser follows it.
fn resolved(from: &str, target: &str) -> String {
    let target = target.split(['#', '?']).next().unwrap_or_default();
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    let path = parts.join("/");
    if path.is_empty() || path.ends_with('/') {
        format!("{path}index.html")
    } else {
        path
    }
}

#[test]
fn rules_of_a_vendor_lead_to_their_neighbours() {
    let named = |slug| rule("sigma", slug, "Image", Operator::Eq, "a.exe");
    let files = site(vec![named("b"), named("a"), named("c")]);
    let page = text(&files, "rules/sigma/b/index.html");
    assert_eq!(texts(&page, "nav.turn a"), ["‹ Title of a", "Title of c ›"]);
}

#[test]
fn an_address_that_a_rule_has_left_leads_to_the_rule_which_says_what_it_was_called() {
    let gone = site::changes::Gone {
        page: "rules/sigma/old/".to_owned(),
        vendor: "sigma".to_owned(),
        id: "new".to_owned(),
        title: "Old title".to_owned(),
        techniques: Vec::new(),
        date: "2026-01-31".to_owned(),
        to: Some("rules/sigma/new/".to_owned()),
    };
    let mut settings = settings();
    settings.history.gone.push(gone);
    let files = site_of(
        vec![rule("sigma", "new", "Image", Operator::Eq, "a.exe")],
        &settings,
    );
    let old = text(&files, "rules/sigma/old/index.html");
    assert!(old.contains("<meta http-equiv=\"refresh\" content=\"0; url=../../../rules/sigma/new/\">"));
    assert!(old.contains("<a data-onward href=\"../../../rules/sigma/new/\">"));
    assert!(old.contains("<link rel=\"canonical\" href=\"https://example.org/x/rules/sigma/new/\">"));
    let new = text(&files, "rules/sigma/new/index.html");
    assert!(texts(&new, "p.note")[0].starts_with("Formerly “Old title”"));
}

#[test]
fn values_of_the_same_rules_share_a_row_of_the_complete_guide() {
    let mut listed = rule("sigma", "list", "Image", Operator::EndsWith, "\\a.exe");
    let names = (0..40).map(|i| format!("\\tool{i:02}.exe"));
    let many = Predicate::new("Image", Operator::EndsWith, names, Span::NONE);
    listed.logic = RuleLogic::single(None, Logic::Pred(many));
    let other = rule("sigma", "other", "Image", Operator::EndsWith, "\\tool00.exe");
    let page = text(&site(vec![listed, other]), "techniques/T1204/guide/index.html");
    let rows = texts(&page, "section[aria-labelledby=indicators] tbody td:nth-child(3)");
    assert_eq!(rows.len(), 2, "one of two rules, one of one: {rows:?}");
    assert_eq!(rows[0], "tool00.exe");
    assert_eq!(rows[1].split(' ').count(), 39);
}
