//! Platforms and domains of a rule, with the reason they were given. The words are data: `words/platforms`,
//! `words/domains`, `words/platform_domains`, `words/value_platforms`.

use std::collections::BTreeMap;

use rule::{Leaf, Operator, Rule};

use crate::telemetry::{Facts, Source};
use crate::words::Words;

/// Platforms and domains; each with why it was given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facets {
    /// `windows`, `linux`, `macos`, `aws`, …
    pub platforms: BTreeMap<String, String>,
    /// `endpoint`, `network`, `cloud`, `identity`, `email`, `application`, `ot`.
    pub domains: BTreeMap<String, String>,
}

/// Words that name platforms and domains.
#[derive(Debug, Default)]
pub(crate) struct FacetWords {
    platforms: BTreeMap<String, Vec<String>>,
    domains: BTreeMap<String, Vec<String>>,
    /// Words in values that only one system has: `rundll32`, `launchctl`.
    values: BTreeMap<String, Vec<String>>,
    /// The domain a platform implies when nothing says more.
    implied: BTreeMap<String, Vec<String>>,
}

/// Keys of a declaration that say little about the telemetry.
const VAGUE: &[&str] = &["security_domain", "connector", "scheduled_query"];

/// Fields whose values name an operating system, in lower case.
const SYSTEMS: &[&str] = &[
    "host.os.type",
    "host.os.family",
    "host.os.platform",
    "osplatform",
    "event_platform",
    "principal.platform",
    "principal.asset.platform_software.platform",
];

/// How tags start that name a system.
const SYSTEM_TAGS: &[&str] = &["OS: ", "Domain: Container"];

/// Fields whose values name a log, in lower case.
const LOGS: &[&str] = &[
    "event.dataset",
    "data_stream.dataset",
    "event.module",
    "event.provider",
    "sourcetype",
    "source",
    "eventsource",
    "metadata.vendor_name",
    "metadata.product_name",
    "metadata.log_type",
];

/// Fields whose values name what a scanner found, in lower case: a threat is called after a program without being one.
const FINDINGS: &[&str] = &[
    "signature",
    "threat_name",
    "threatname",
    "malware_name",
    "virus_name",
    "winlog.event_data.threat_name",
];

/// Fields whose values name a kind of event, in lower case.
const KINDS: &[&str] = &["metadata.event_type"];

/// What stands before a meaning that holds only where nothing declared says more: a maker of many things, a table
/// of everybody's alerts.
const AT_LEAST: char = '?';

/// What stands before the system that most machines of a sensor run on: it holds unless the values sought are another's.
const MOSTLY: char = '~';

/// The last place of [`evidence`] that is a declaration; what follows says less than the least of these.
const LAST_DECLARED: usize = 2;

/// Platforms or domains, each with why it was given.
type Reasons = BTreeMap<String, String>;

/// A text and what kind of thing it is.
type Evidence<'a> = (&'a str, &'a str);

impl FacetWords {
    pub(crate) fn new(words: &Words) -> Self {
        let list = |name| {
            let words = words.list(name).iter();
            words
                .map(|(word, means)| (word.to_owned(), means.to_vec()))
                .collect()
        };
        FacetWords {
            platforms: list("platforms"),
            domains: list("domains"),
            values: list("value_platforms"),
            implied: list("platform_domains"),
        }
    }

    /// Derives the facets of a rule from the first evidence that names any.
    pub(crate) fn derive(&self, rule: &Rule, leaves: &[Leaf], sources: &[Source], facts: &Facts) -> Facets {
        let mut facets = Facets::default();
        let evidence = evidence(rule, leaves, sources);
        let (mut at_least, mut mostly): (Reasons, Reasons) = Default::default();
        for (i, texts) in evidence.iter().enumerate() {
            // Providers tell the system they run on, besides what their names tell.
            let declared = match i {
                1 => Some(true),
                2 => Some(false),
                _ => None,
            };
            if facets.platforms.is_empty() {
                for it in declared
                    .into_iter()
                    .flat_map(|declared| native(sources, declared))
                {
                    if let Some(platform) = platform_of(facts, it) {
                        let reason = format!("provider {}", it.provider);
                        facets.platforms.insert(platform.to_owned(), reason);
                    }
                }
                for (meaning, reason) in matching(texts, &self.platforms) {
                    let kinds = [(AT_LEAST, &mut at_least), (MOSTLY, &mut mostly)];
                    let kind = kinds.into_iter().find(|(mark, _)| meaning.starts_with(*mark));
                    match kind {
                        Some((mark, kind)) => kind.insert(meaning.replace(mark, ""), reason),
                        None => facets.platforms.insert(meaning, reason),
                    };
                }
            }
            let is_title = i + 1 == evidence.len();
            if facets.domains.is_empty() && !is_title {
                facets.domains = matching(texts, &self.domains);
            }
            if i == LAST_DECLARED {
                if !mostly.is_empty() {
                    let told = self.told_by_values(&facets.domains, leaves);
                    facets.platforms.extend(if told.is_empty() {
                        std::mem::take(&mut mostly)
                    } else {
                        told
                    });
                }
                if facets.platforms.is_empty() {
                    facets.platforms.append(&mut at_least);
                }
            }
        }
        if facets.platforms.is_empty() {
            facets.platforms = self.told_by_values(&facets.domains, leaves);
        }
        if facets.platforms.is_empty() {
            facets.platforms = at_least;
        }
        self.imply_domains(&mut facets);
        if facets.domains.is_empty() {
            facets.domains = self.told_by_fields(leaves);
        }
        facets
    }

    /// A sensor that runs on every system says nothing of them, but the programs and paths that a rule for endpoints
    /// looks for do.
    fn told_by_values(
        &self,
        domains: &BTreeMap<String, String>,
        leaves: &[Leaf],
    ) -> BTreeMap<String, String> {
        if !domains.contains_key("endpoint") {
            return BTreeMap::new();
        }
        let sought = leaves
            .iter()
            .filter(|leaf| !leaf.negated && !is_among(leaf, FINDINGS));
        let values = sought.flat_map(|leaf| &leaf.predicate.values);
        let values: Vec<Evidence<'_>> = values.map(|value| ("value", value.as_str())).collect();
        matching(&values, &self.values)
    }

    /// What a rule looks at tells its domain where all that it declares does not.
    fn told_by_fields(&self, leaves: &[Leaf]) -> Reasons {
        let looked_at = leaves.iter().filter(|leaf| !leaf.negated);
        let fields = looked_at.map(|leaf| ("field", leaf.predicate.event_field()));
        matching(&fields.collect::<Vec<_>>(), &self.domains)
    }

    /// Every platform has a domain; a rule that says none has those of its platforms.
    fn imply_domains(&self, facets: &mut Facets) {
        if !facets.domains.is_empty() {
            return;
        }
        for platform in facets.platforms.keys() {
            let kind = platform.split(':').next().unwrap_or(platform);
            let domains = self.implied.get(platform).or_else(|| self.implied.get(kind));
            for domain in domains.into_iter().flatten() {
                facets
                    .domains
                    .insert(domain.clone(), format!("platform {platform}"));
            }
        }
    }
}

/// What may name platforms and domains, most telling first: the operating system the rule filters on or is tagged
/// with, what it declares, what it reads, what it says in passing, the kind of event, its tags, its place in the
/// repository, its title.
fn evidence<'a>(rule: &'a Rule, leaves: &'a [Leaf], sources: &'a [Source]) -> [Vec<Evidence<'a>>; 8] {
    let selected = |fields: &'static [&'static str]| {
        let leaves = leaves.iter().filter(move |leaf| is_selector(leaf, fields));
        leaves.flat_map(|leaf| {
            leaf.predicate
                .values
                .iter()
                .map(|value| ("selector", value.as_str()))
        })
    };
    let entries = |is_vague: bool| {
        let entries = rule.log_source.entries.iter();
        let entries = entries.filter(move |(key, value)| {
            let is_alone = !is_vague || is_only(key, value, &rule.log_source.entries);
            VAGUE.contains(key) == is_vague && is_alone
        });
        entries.map(|(key, value)| (*key, of_one_maker(value, &rule.log_source.entries)))
    };
    let steps = rule.logic.steps.iter();
    let read = steps.filter_map(|step| Some(("source", step.source.as_deref()?)));
    let providers = |declared| native(sources, declared).map(|it| ("provider", it.provider.as_str()));
    // `defense-evasion:impair defenses:disable system firewall` is a technique, `OS: Linux` a fact.
    let is_technique = |tag: &str| tag.contains(':') && !tag.contains(": ");
    let tags = rule.tags.iter().filter(|tag| !is_technique(tag));
    let is_system = |tag: &&String| SYSTEM_TAGS.iter().any(|start| tag.starts_with(start));
    let systems = tags.clone().filter(is_system);
    let systems = systems.map(|tag| ("tag", tag.as_str()));
    [
        selected(SYSTEMS).chain(systems).collect(),
        entries(false).chain(providers(true)).collect(),
        read.chain(providers(false)).chain(selected(LOGS)).collect(),
        entries(true).collect(),
        selected(KINDS).collect(),
        tags.map(|tag| ("tag", tag.as_str())).collect(),
        vec![("path", rule.path.as_str())],
        vec![("title", rule.title.as_str())],
    ]
}

/// Whether this is all that is declared under a key: of several connectors none tells what a rule is about.
fn is_only(key: &str, value: &str, entries: &[(&str, String)]) -> bool {
    let mut others = entries
        .iter()
        .filter(|(name, other)| *name == key && other != value);
    others.next().is_none()
}

/// What is declared as `table (maker)`, without the maker if the rule takes the table from several: then none of
/// them tells what it is about.
fn of_one_maker<'a>(value: &'a str, entries: &[(&str, String)]) -> &'a str {
    let Some((table, maker)) = value.split_once(" (") else {
        return value;
    };
    let others = entries.iter().filter_map(|(_, other)| other.split_once(" ("));
    let mut others = others.filter(|(name, by)| *name == table && *by != maker);
    if others.next().is_some() { table } else { value }
}

fn native(sources: &[Source], declared: bool) -> impl Iterator<Item = &Source> {
    sources
        .iter()
        .filter(move |it| it.native && it.declared == declared)
}

/// The platform that a provider's events come from, where it is only one and a system of its own.
fn platform_of<'a>(facts: &'a Facts, source: &Source) -> Option<&'a str> {
    let event = source.event.as_deref().unwrap_or("any");
    let platform = facts.platform(&source.provider, event)?;
    matches!(platform, "windows" | "linux" | "macos").then_some(platform)
}

fn is_among(leaf: &Leaf, fields: &[&str]) -> bool {
    let field = leaf.predicate.event_field();
    fields.iter().any(|name| field.eq_ignore_ascii_case(name))
}

fn is_selector(leaf: &Leaf, fields: &[&str]) -> bool {
    is_among(leaf, fields) && !leaf.negated && leaf.predicate.op != Operator::RegexMatch
}

/// The meanings of all words in the texts. A text is a word as a whole, and so is each of its parts; words after
/// `=` in the table are not looked for inside of other texts.
fn matching(evidence: &[Evidence<'_>], table: &BTreeMap<String, Vec<String>>) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for (kind, text) in evidence {
        let lower = text.to_lowercase();
        let mut tell = |word: &str| {
            for meaning in table.get(word).into_iter().flatten() {
                found
                    .entry(meaning.clone())
                    .or_insert_with(|| format!("{kind} {text}"));
            }
        };
        lower
            .split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .chain(lower.split([' ', '/', '-', ':']))
            .chain([lower.as_str()])
            .for_each(&mut tell);
        lower.split(", ").for_each(|whole| tell(&format!("={whole}")));
    }
    found
}
