//! Platforms and domains of a rule, with the reason they were given.

use std::collections::BTreeMap;

use rule::{Leaf, Operator, Rule};

/// Platforms and domains; each with why it was given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facets {
    /// `windows`, `linux`, `macos`, `aws`, …
    pub platforms: BTreeMap<String, String>,
    /// `endpoint`, `network`, `cloud`, `identity`, `email`, `application`, `ot`.
    pub domains: BTreeMap<String, String>,
}

/// Words in a log source, tag, path or selector that name a platform.
const PLATFORM_WORDS: &[(&str, &str)] = &[
    ("windows", "windows"),
    ("wineventlog", "windows"),
    ("sysmon", "windows"),
    ("securityevent", "windows"),
    ("winlogbeat", "windows"),
    ("powershell", "windows"),
    ("linux", "linux"),
    ("auditd", "linux"),
    ("syslog", "linux"),
    ("macos", "macos"),
    ("osx", "macos"),
    ("aws", "aws"),
    ("awscloudtrail", "aws"),
    ("cloudtrail", "aws"),
    ("guardduty", "aws"),
    ("azure", "azure"),
    ("azureactivity", "azure"),
    ("entra", "azure"),
    ("signinlogs", "azure"),
    ("auditlogs", "azure"),
    ("aadnoninteractiveusersigninlogs", "azure"),
    ("gcp", "gcp"),
    ("gcpauditlogs", "gcp"),
    ("m365", "m365"),
    ("o365", "m365"),
    ("office365", "m365"),
    ("officeactivity", "m365"),
    ("google_workspace", "google-workspace"),
    ("gworkspace", "google-workspace"),
    ("gsuite", "google-workspace"),
    ("workspace", "google-workspace"),
    ("kubernetes", "kubernetes"),
    ("k8s", "kubernetes"),
    ("docker", "containers"),
    ("container", "containers"),
    ("containers", "containers"),
    ("okta", "saas:okta"),
    ("github", "saas:github"),
    ("onelogin", "saas:onelogin"),
    ("slack", "saas:slack"),
    ("zoom", "saas:zoom"),
    ("snowflake", "saas:snowflake"),
    ("salesforce", "saas:salesforce"),
    ("cisco", "network"),
    ("zeek", "network"),
    ("firewall", "network"),
    ("proxy", "network"),
    ("palo", "network"),
    ("fortinet", "network"),
];

/// Words that name a domain.
const DOMAIN_WORDS: &[(&str, &str)] = &[
    ("endpoint", "endpoint"),
    ("process_creation", "endpoint"),
    ("sysmon", "endpoint"),
    ("registry", "endpoint"),
    ("network", "network"),
    ("dns", "network"),
    ("firewall", "network"),
    ("proxy", "network"),
    ("zeek", "network"),
    ("cloud", "cloud"),
    ("identity", "identity"),
    ("signinlogs", "identity"),
    ("okta", "identity"),
    ("email", "email"),
    ("emailevents", "email"),
    ("exchange", "email"),
    ("web", "application"),
    ("webserver", "application"),
    ("application", "application"),
    ("ot", "ot"),
    ("ics", "ot"),
];

/// The domain a platform implies when nothing says more.
const PLATFORM_DOMAINS: &[(&str, &str)] = &[
    ("windows", "endpoint"),
    ("linux", "endpoint"),
    ("macos", "endpoint"),
    ("aws", "cloud"),
    ("azure", "cloud"),
    ("gcp", "cloud"),
    ("m365", "cloud"),
    ("google-workspace", "cloud"),
    ("kubernetes", "cloud"),
    ("containers", "endpoint"),
    ("network", "network"),
];

/// Derives the facets of a rule from what it declares, what it reads and where it stands, in this order: the
/// first source of words that names any platform decides.
pub(crate) fn derive(rule: &Rule, leaves: &[Leaf]) -> Facets {
    let declared = rule
        .log_source
        .entries
        .iter()
        .map(|(key, value)| (*key, value.as_str()));
    let sources = rule
        .logic
        .steps
        .iter()
        .filter_map(|step| Some(("source", step.source.as_deref()?)));
    let selectors = leaves.iter().filter(|leaf| is_selector(leaf)).flat_map(|leaf| {
        leaf.predicate
            .values
            .iter()
            .map(|value| ("selector", value.as_str()))
    });
    let tags = rule.tags.iter().map(|tag| ("tag", tag.as_str()));
    let first: Vec<(&str, &str)> = declared.chain(sources).chain(selectors).collect();
    let second: Vec<(&str, &str)> = tags.collect();
    let third = [("path", rule.path.as_str())];
    let mut facets = Facets::default();
    for evidence in [first.as_slice(), second.as_slice(), &third] {
        if facets.platforms.is_empty() {
            facets.platforms = matching(evidence, PLATFORM_WORDS);
        }
        if facets.domains.is_empty() {
            facets.domains = matching(evidence, DOMAIN_WORDS);
        }
    }
    if facets.domains.is_empty() {
        for platform in facets.platforms.keys() {
            let domain = PLATFORM_DOMAINS.iter().find(|(name, _)| name == platform);
            let domain = domain.map_or("application", |(_, domain)| domain);
            facets
                .domains
                .insert(domain.to_owned(), format!("platform {platform}"));
        }
    }
    facets
}

fn is_selector(leaf: &Leaf) -> bool {
    let field = leaf.predicate.field.to_ascii_lowercase();
    !leaf.negated
        && leaf.predicate.op == Operator::Eq
        && matches!(
            field.as_str(),
            "host.os.type"
                | "event.dataset"
                | "data_stream.dataset"
                | "event.module"
                | "sourcetype"
                | "source"
                | "eventsource"
                | "metadata.vendor_name"
                | "metadata.product_name"
                | "metadata.log_type"
        )
}

fn matching(evidence: &[(&str, &str)], table: &[(&str, &str)]) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for (kind, text) in evidence {
        let lower = text.to_lowercase();
        for word in lower.split(|c: char| !c.is_ascii_alphanumeric() && c != '_') {
            if let Some((_, name)) = table.iter().find(|(known, _)| *known == word) {
                found
                    .entry((*name).to_owned())
                    .or_insert_with(|| format!("{kind} {text}"));
            }
        }
    }
    found
}
