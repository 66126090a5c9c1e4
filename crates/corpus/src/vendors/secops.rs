//! Google SecOps (<https://github.com/chronicle/detection-rules>): YARA-L rules that carry everything about
//! themselves in their `meta` section, with no agreed keys.

use std::sync::Arc;

use rule::{Language, Liveness, Rule, Severity, SeverityLevel};

use super::{About, Given, Reader, Vendor};
use crate::placement::Placement;
use crate::text_file::TextFile;
use crate::{Problem, attach, attack_tags, date, fence};

/// The vendor.
pub(super) struct SecOps;

static ABOUT: About = About {
    id: "secops",
    title: "Google SecOps",
    mark: "Go",
    include: &["**/*.yaral", "**/*.yara-l"],
    companions: &[],
    exclude: &["tools/**", "**/.*"],
    signs: &[&["rule", "events", "condition"]],
};

impl Vendor for SecOps {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn open(&self, _files: &[Arc<TextFile>]) -> Box<dyn Reader> {
        Box::new(SecOps)
    }
}

impl Reader for SecOps {
    fn read(&self, file: &TextFile) -> Result<Given, Problem> {
        let rules = query::yaral::rules(&file.text);
        fence::check_rules(file, rules.len())?;
        let mut given = Given::default();
        for text in rules {
            let (rule, problems) = read(file, &text);
            given.rules.push(rule);
            given.problems.extend(problems);
        }
        if given.rules.is_empty() {
            return Err(Problem::error(
                &file.path,
                "not a rule: there is no `rule name { … }`",
            ));
        }
        Ok(given)
    }
}

/// The `meta` section of a rule. Keys are found whatever their case.
struct Meta<'a>(&'a [(String, String)]);

impl<'a> Meta<'a> {
    fn all(&self, keys: &[&str]) -> impl Iterator<Item = &'a str> {
        let wanted = |key: &str| keys.iter().any(|wanted| wanted.eq_ignore_ascii_case(key));
        self.0
            .iter()
            .filter(move |(key, _)| wanted(key))
            .map(|(_, value)| value.trim())
            .filter(|value| !value.is_empty())
            .collect::<Vec<_>>()
            .into_iter()
    }

    fn one(&self, keys: &[&str]) -> Option<&'a str> {
        self.all(keys).next()
    }

    /// Values of lists written with commas.
    fn listed(&self, keys: &[&str]) -> Vec<&'a str> {
        self.all(keys)
            .flat_map(|value| value.split(','))
            .map(str::trim)
            .filter(|it| !it.is_empty())
            .collect()
    }
}

fn read(file: &TextFile, text: &query::yaral::RuleText) -> (Rule, Vec<Problem>) {
    let meta = Meta(&text.meta);
    let query = text.span.text(&file.text).unwrap_or_default();
    let mut rule = Rule {
        line: file.line(text.span),
        id: meta
            .one(&["rule_id", "id", "le_id"])
            .unwrap_or(&text.name)
            .to_owned(),
        title: meta
            .one(&["rule_name"])
            .map_or_else(|| text.name.replace('_', " "), str::to_owned),
        description: meta.one(&["description"]).unwrap_or_default().to_owned(),
        authors: meta.all(&["author"]).map(str::to_owned).collect(),
        created: meta
            .one(&["created", "created_date", "date"])
            .and_then(date::normal),
        modified: meta
            .one(&["modified", "updated", "last_modified"])
            .and_then(date::normal),
        severity: meta.one(&["severity", "priority"]).map(severity),
        tags: meta
            .listed(&["tags", "sigma_status"])
            .into_iter()
            .map(str::to_owned)
            .collect(),
        references: meta
            .all(&["reference", "references"])
            .map(str::to_owned)
            .collect(),
        false_positives: meta
            .all(&["false_positives", "falsepositives"])
            .map(str::to_owned)
            .collect(),
        licence: meta.one(&["license"]).map(str::to_owned),
        liveness: liveness(file),
        span: text.span,
        ..Rule::default()
    };
    log_source(&mut rule, &meta);
    attack(&mut rule, &meta, query);
    facts(&mut rule, &meta);
    let placement = Placement::contiguous(text.span.start as usize, query.len());
    let decoded = attach::decode(Language::YaraL, query);
    let problems = attach::attach(&mut rule, file, (Language::YaraL, query), &placement, decoded);
    (rule, problems)
}

fn severity(word: &str) -> Severity {
    let mut severity = Severity::word(word);
    if severity.level.is_none() && word.eq_ignore_ascii_case("none") {
        severity.level = Some(SeverityLevel::Informational);
    }
    severity
}

fn liveness(file: &TextFile) -> Liveness {
    if file.is_in("_deprecated") || file.is_in("deprecated") {
        Liveness::Deprecated("deprecated".to_owned())
    } else {
        Liveness::Live
    }
}

fn log_source(rule: &mut Rule, meta: &Meta<'_>) {
    for (key, names) in [
        ("data_source", &["data_source", "data source"][..]),
        ("platform", &["platform"]),
        ("product", &["product"]),
        ("category", &["category"]),
        ("service", &["service"]),
    ] {
        for value in meta.listed(names) {
            rule.log_source.push(key, value);
        }
    }
}

/// Ids stand in `technique`, in the link to ATT&CK, in an outcome, or in a mixed list; names are no ids.
fn attack(rule: &mut Rule, meta: &Meta<'_>, query: &str) {
    for id in meta.listed(&[
        "technique",
        "mitre_attack_technique",
        "mitre_attack_technique_id",
        "mitre",
    ]) {
        attack_tags::technique(rule, id, id);
    }
    for url in meta.listed(&["mitre_attack_url"]) {
        attack_tags::technique(rule, &id_of_link(url), url);
    }
    if let Some(id) = outcome(query, "mitre_attack_technique_id") {
        attack_tags::technique(rule, id, id);
    }
    for tactic in meta.listed(&["tactic", "mitre_attack_tactic"]) {
        attack_tags::tactic(rule, tactic);
    }
}

/// `https://attack.mitre.org/techniques/T1204/002/` is `T1204.002`.
fn id_of_link(url: &str) -> String {
    let path = url.split("/techniques/").nth(1).unwrap_or_default();
    path.trim_matches('/').replace('/', ".")
}

/// The string a rule assigns to an outcome variable, if it assigns one.
fn outcome<'a>(query: &'a str, name: &str) -> Option<&'a str> {
    let after = query.split_once(&format!("${name}"))?.1;
    let value = after
        .trim_start()
        .strip_prefix('=')?
        .trim_start()
        .strip_prefix('"')?;
    value.split('"').next()
}

fn facts(rule: &mut Rule, meta: &Meta<'_>) {
    for (key, names) in [
        ("type", &["type"][..]),
        ("priority", &["priority"]),
        ("assumption", &["assumption", "assumptions"]),
        ("version", &["version", "rule_version"]),
        ("sigma_uuid", &["sigma_uuid"]),
        ("mitre_attack_version", &["mitre_attack_version"]),
        ("mitre_attack_technique", &["mitre_attack_technique"]),
    ] {
        let values: Vec<&str> = meta.all(names).collect();
        if !values.is_empty() {
            rule.facts.insert(key, values.join("; "));
        }
    }
    if let Some(id) = meta.one(&["sigma_uuid"]) {
        rule.related.push(rule::Related {
            id: id.to_owned(),
            kind: "derived".to_owned(),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::{id_of_link, outcome};

    #[test]
    fn ids_are_found_in_links_and_outcomes() {
        assert_eq!(
            id_of_link("https://attack.mitre.org/techniques/T1204/002/"),
            "T1204.002"
        );
        assert_eq!(id_of_link("https://example.org/"), "");
        assert_eq!(
            outcome("outcome: $a = 1 $tid = \"T1204\"\n", "tid"),
            Some("T1204")
        );
        assert_eq!(outcome("outcome: $tid = max(1)", "tid"), None);
    }
}
