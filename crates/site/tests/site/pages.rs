//! Pages show what the catalog knows.

use std::collections::BTreeSet;

use rule::Operator;
use scraper::{Html, Selector};

use crate::sample::{rule, site, text};

fn two_vendors() -> Vec<site::Rendered> {
    site(vec![
        rule("sigma", "one", "Image", Operator::EndsWith, "\\winword.exe"),
        rule("elastic", "two", "process.name", Operator::Eq, "WINWORD.EXE"),
    ])
}

fn texts(html: &str, selector: &str) -> Vec<String> {
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
    assert_eq!(texts(&page, "div.prose > p"), ["First paragraph."]);
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
