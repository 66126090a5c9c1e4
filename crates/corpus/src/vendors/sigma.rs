//! Sigma (<https://sigmahq.io/sigma-specification/specification/sigma-rules-specification.html>): one rule a
//! YAML document, its detection in YAML as well.
//!
//! Withdrawn rules lie in `deprecated/` and `unsupported/`; the folder is right where it disagrees with the
//! rule's own status.

use std::sync::Arc;

use query::yaml::{self, Node};
use rule::{Language, Liveness, Maturity, Query, Reason, Related, Rule, RuleLogic, Severity, Span, Status};

use super::{About, Given, Reader, Vendor};
use crate::text_file::TextFile;
use crate::{Problem, attack_tags, date, fence};

/// The vendor.
pub(super) struct Sigma;

static ABOUT: About = About {
    id: "sigma",
    title: "Sigma",
    mark: "Si",
    include: &["**/*.yml", "**/*.yaml"],
    companions: &[],
    exclude: &["regression_data/**", "tests/**", "**/.*"],
    signs: &[
        &["detection", "logsource"],
        &["detection", "title"],
        &["correlation", "title"],
        &["filter", "logsource"],
    ],
};

impl Vendor for Sigma {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn open(&self, _files: &[Arc<TextFile>]) -> Box<dyn Reader> {
        Box::new(Sigma)
    }
}

impl Reader for Sigma {
    fn read(&self, file: &TextFile) -> Result<Given, Problem> {
        fence::check(file)?;
        let documents =
            yaml::parse(&file.text).map_err(|diagnostic| Problem::from_diagnostic(file, diagnostic))?;
        let mut documents = query::sigma::documents(documents);
        documents.retain(|document| body(document).is_some());
        fence::check_rules(file, documents.len())?;
        let mut given = Given::default();
        for document in documents {
            let (rule, problems) = read(file, &document);
            given.rules.push(rule);
            given.problems.extend(problems);
        }
        if given.rules.is_empty() {
            let message = "not a rule: there is no `detection`, `correlation` or `filter`";
            return Err(Problem::error(&file.path, message));
        }
        Ok(given)
    }
}

/// The key and value of what makes a document a rule.
fn body(document: &Node) -> Option<&(Node, Node)> {
    let is_body = |name: &str| matches!(name, "detection" | "correlation" | "filter");
    document
        .entries()
        .iter()
        .find(|(key, _)| key.text().is_some_and(is_body))
}

fn read(file: &TextFile, document: &Node) -> (Rule, Vec<Problem>) {
    let mut rule = Rule {
        line: file.line(document.span),
        id: text(document, "id"),
        title: text(document, "title"),
        description: text(document, "description"),
        authors: text(document, "author")
            .split(',')
            .map(str::trim)
            .map(str::to_owned)
            .collect(),
        created: date::normal(&text(document, "date")),
        modified: date::normal(&text(document, "modified")),
        status: status(&text(document, "status")),
        severity: Some(text(document, "level"))
            .filter(|level| !level.is_empty())
            .map(Severity::word),
        tags: texts(document, "tags"),
        references: texts(document, "references"),
        false_positives: texts(document, "falsepositives"),
        tests: usize::from(document.get("regression_tests_path").is_some()),
        licence: Some(text(document, "license")).filter(|licence| !licence.is_empty()),
        liveness: liveness(file, &text(document, "status")),
        related: related(document),
        span: document.span,
        ..Rule::default()
    };
    rule.authors.retain(|author| !author.is_empty());
    log_source(&mut rule, document);
    attack(&mut rule);
    facts(&mut rule, document);
    let problems = decode(&mut rule, file, document);
    (rule, problems)
}

fn text(document: &Node, key: &str) -> String {
    texts(document, key).join(", ").trim().to_owned()
}

fn texts(document: &Node, key: &str) -> Vec<String> {
    let items = document.get(key).map_or(&[][..], Node::items);
    items.iter().filter_map(Node::text).map(str::to_owned).collect()
}

fn status(word: &str) -> Option<Status> {
    let maturity = match word {
        "stable" => Some(Maturity::Stable),
        "test" => Some(Maturity::Testing),
        "experimental" => Some(Maturity::Experimental),
        _ => None,
    };
    (!word.is_empty()).then(|| Status {
        native: word.to_owned(),
        maturity,
    })
}

fn liveness(file: &TextFile, status: &str) -> Liveness {
    match status {
        _ if file.is_in("deprecated") => Liveness::Deprecated("deprecated".to_owned()),
        _ if file.is_in("unsupported") => Liveness::Unsupported("unsupported".to_owned()),
        "deprecated" => Liveness::Deprecated(status.to_owned()),
        "unsupported" => Liveness::Unsupported(status.to_owned()),
        _ => Liveness::Live,
    }
}

fn related(document: &Node) -> Vec<Related> {
    let items = document.get("related").map_or(&[][..], Node::items);
    let link = |item: &Node| {
        Some(Related {
            id: item.get("id")?.text()?.to_owned(),
            kind: text(item, "type"),
        })
    };
    let mut related: Vec<Related> = items.iter().filter_map(link).collect();
    let body = document.get("correlation").or_else(|| document.get("filter"));
    let members = body.and_then(|it| it.get("rules"));
    related.extend(
        members
            .map_or(&[][..], Node::items)
            .iter()
            .filter_map(Node::text)
            .map(|id| Related {
                id: id.to_owned(),
                kind: "member".to_owned(),
            }),
    );
    related
}

fn log_source(rule: &mut Rule, document: &Node) {
    let Some(source) = document.get("logsource") else {
        return;
    };
    for key in ["product", "category", "service"] {
        rule.log_source.push(key, text(source, key));
    }
    rule.log_source.note = Some(text(source, "definition")).filter(|note| !note.is_empty());
}

/// Tags of the namespace `attack`: techniques, and tactics by name; groups and software are neither.
fn attack(rule: &mut Rule) {
    for tag in rule.tags.clone() {
        let Some(name) = tag.strip_prefix("attack.") else {
            continue;
        };
        let is_id = |prefix: char| {
            name.strip_prefix(prefix)
                .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()))
        };
        if !attack_tags::technique(rule, name, &tag) && !is_id('g') && !is_id('s') {
            attack_tags::tactic(rule, &tag);
        }
    }
}

fn facts(rule: &mut Rule, document: &Node) {
    for key in ["fields", "taxonomy", "scope", "name"] {
        let value = text(document, key);
        if !value.is_empty() {
            rule.facts.insert(key, value);
        }
    }
    let simulations = document.get("simulation").map_or(&[][..], Node::items);
    let guids: Vec<String> = simulations.iter().map(|it| text(it, "atomic_guid")).collect();
    if !guids.is_empty() {
        rule.facts.insert("atomic_guid", guids.join(", "));
    }
}

fn decode(rule: &mut Rule, file: &TextFile, document: &Node) -> Vec<Problem> {
    let Some((key, value)) = body(document) else {
        return Vec::new();
    };
    let span = Span {
        start: key.span.start,
        end: value.span.end.max(key.span.end),
    };
    let text = span.text(&file.text).unwrap_or_default().trim_end();
    let span = Span::new(span.start as usize, span.start as usize + text.len());
    rule.query = Some(Query {
        language: Language::Sigma,
        text: text.to_owned(),
        span,
        file: None,
    });
    let decoded = query::sigma::decode(document);
    rule.logic = decoded.logic;
    if rule.logic.steps.is_empty() {
        rule.logic = RuleLogic::opaque(text, Reason::Syntax, span);
    }
    let place = |diagnostic| Problem::from_diagnostic(file, diagnostic);
    decoded.diagnostics.into_iter().map(place).collect()
}
