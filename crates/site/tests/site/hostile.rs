//! Whatever a rule says stays text.

use rule::{Logic, Operator, Predicate, Query, Rule, RuleLogic, Section, Span};
use scraper::{Html, Selector};

use crate::sample::{rule, site, text};

const PAYLOADS: &[&str] = &[
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' autofocus onfocus=alert(1) x='",
    "</textarea></title><svg onload=alert(1)>",
    "javascript:alert(1)",
    "[x](javascript:alert(1)) ![x](data:text/html,x)",
    "<a href=\"javascript:alert(1)\">x</a>",
    "{{ 7 * 7 }} {% include 'base.html' %} {# x #}",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "\u{202e}gnp.exe\u{0}",
    "&lt;script&gt;&#x3c;script&#x3e;",
];

fn poisoned(payload: &str) -> Rule {
    let mut it = rule("sigma", "poisoned", payload, Operator::Contains, payload);
    let p = || payload.to_owned();
    it.title = p();
    it.description = p();
    it.authors = vec![p()];
    it.created = Some(p());
    it.references = vec![p()];
    it.false_positives = vec![p()];
    it.tags = vec![p()];
    it.sections = vec![Section {
        title: p(),
        markdown: p(),
    }];
    it.log_source.push("product", p());
    it.log_source.note = Some(p());
    it.licence = Some(p());
    it.path = p();
    it.text = p().into();
    it.query = Some(Query {
        language: rule::Language::Sigma,
        text: p(),
        span: Span::NONE,
        file: None,
    });
    it.severity = Some(rule::Severity::word(payload));
    it
}

#[test]
fn no_payload_becomes_active_in_any_field() {
    let active = Selector::parse("script, img, svg, iframe, object, embed, form, base, [style], [srcdoc]")
        .expect("a selector");
    let linked = Selector::parse("[href], [src]").expect("a selector");
    for payload in PAYLOADS {
        let files = site(vec![poisoned(payload)]);
        for file in files.iter().filter(|file| file.route.as_str().ends_with(".html")) {
            let html = String::from_utf8_lossy(&file.bytes).into_owned();
            let document = Html::parse_document(&html);
            for element in document.select(&active) {
                let ours = element.attr("src").is_some_and(|src| {
                    src.trim_start_matches("https://example.org/x/")
                        .trim_start_matches("../")
                        .trim_start_matches("./")
                        .starts_with("static/js/")
                });
                let search = element.attr("role") == Some("search") && element.value().name() == "form";
                assert!(
                    ours || search,
                    "{payload:?} in {}: {}",
                    file.route,
                    element.html()
                );
            }
            for element in document.select(&linked) {
                let target = element
                    .attr("href")
                    .or_else(|| element.attr("src"))
                    .unwrap_or_default();
                let scheme = target.split_once(':').map(|(scheme, _)| scheme);
                assert!(
                    matches!(scheme, None | Some("http" | "https")),
                    "{payload:?} in {}: {target}",
                    file.route
                );
            }
            for element in document.root_element().descendent_elements() {
                let handler = element.value().attrs().find(|(name, _)| name.starts_with("on"));
                assert_eq!(handler, None, "{payload:?} in {}", file.route);
            }
        }
    }
}

#[test]
fn template_syntax_in_a_rule_prints_itself() {
    let payload = "{{ 7 * 7 }} {% raw %} {# x #}";
    let page = text(&site(vec![poisoned(payload)]), "rules/sigma/poisoned/index.html");
    let heading = Selector::parse("h1").expect("a selector");
    let document = Html::parse_document(&page);
    let title: String = document
        .select(&heading)
        .flat_map(|element| element.text())
        .collect();
    let title = title.strip_prefix("XX");
    assert_eq!(title, Some(payload), "behind its vendor's mark");
}

#[test]
fn every_page_forbids_foreign_content() {
    let selector = Selector::parse("meta[http-equiv=Content-Security-Policy]").expect("a selector");
    for file in site(vec![poisoned("x")])
        .iter()
        .filter(|file| file.route.as_str().ends_with(".html"))
    {
        let document = Html::parse_document(&String::from_utf8_lossy(&file.bytes));
        let policy = document
            .select(&selector)
            .next()
            .and_then(|element| element.attr("content").map(str::to_owned));
        assert!(
            policy.is_some_and(|policy| policy.starts_with("default-src 'none'")),
            "{}",
            file.route
        );
    }
}

#[test]
fn a_list_of_any_length_makes_a_page_of_bounded_length() {
    let mut it = rule("sigma", "long", "Image", Operator::Contains, "x");
    let names = (0..40_000).map(|i| format!("value-number-{i}"));
    let many = Predicate::new("Image", Operator::Contains, names, Span::NONE);
    let fields =
        (0..2_000).map(|i| Logic::Pred(Predicate::new(format!("Own{i}"), Operator::Eq, ["v"], Span::NONE)));
    it.logic = RuleLogic::single(
        None,
        Logic::All(std::iter::once(Logic::Pred(many)).chain(fields).collect()),
    );
    it.references = (0..5_000).map(|i| format!("https://example.org/{i}")).collect();
    let files = site(vec![it]);
    for file in files.iter().filter(|file| file.route.as_str().ends_with(".html")) {
        assert!(
            file.bytes.len() < 5 << 20,
            "{} has {} bytes",
            file.route,
            file.bytes.len()
        );
    }
    let page = text(&files, "rules/sigma/long/index.html");
    assert!(page.len() < 1 << 20, "{} bytes", page.len());
    assert!(page.contains("2,000 more clauses") && page.contains("more values"));
    let twin = text(&files, "rules/sigma/long/index.json");
    assert!(
        twin.contains("value-number-39999") && twin.contains("Own1999"),
        "the data has all"
    );
    let own = files
        .iter()
        .filter(|file| file.route.as_str().starts_with("fields/own"))
        .count();
    assert_eq!(own, 0, "no page for each of a thousand fields of one rule");
}
