//! From a rule's evidence to what it reads: events, or whole providers.

use std::collections::{BTreeMap, HashMap, HashSet};

use rule::knowledge::{LogSourceFact, LogSourceRelation};

use super::Facts;
use super::evidence::{Evidence, Kind};
use super::squash::squash;

/// What stands for no log although it stands where a table does.
const NO_TABLES: &[&str] = &[
    "datatable",
    "externaldata",
    "print",
    "range",
    "union",
    "search",
    "find",
];

/// Something a rule reads: an event, or a whole provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Source {
    pub(crate) provider: String,
    /// `None` for the whole provider.
    pub(crate) event: Option<String>,
    pub(crate) native: bool,
    pub(crate) declared: bool,
    pub(crate) read: bool,
    /// Whether it also reads whatever else the rule declares: a data model, an ECS category.
    pub(crate) open: bool,
    /// Whether its key stands for several providers, of which a rule may mean one.
    pub(crate) vague: bool,
    pub(crate) step: Option<usize>,
}

/// What a key stands for.
#[derive(Clone, Debug)]
struct Meaning {
    provider: String,
    event: Option<String>,
    relation: LogSourceRelation,
}

/// Log sources by table and key, without regard to case.
#[derive(Debug, Default)]
pub(crate) struct Resolver {
    tables: HashMap<String, HashMap<String, Vec<Meaning>>>,
    windows: HashSet<String>,
}

impl Resolver {
    /// Indexes the tables. Providers are known by their own names, and by their channels, as well.
    pub(crate) fn new(rows: Vec<LogSourceFact>, facts: &Facts) -> Self {
        let mut resolver = Resolver::default();
        for row in rows {
            let kind = row.kind.to_lowercase();
            let key = match kind.as_str() {
                "elastic.index_pattern" => dataset(&row.key),
                "product" => squash(&row.key),
                _ => row.key.to_lowercase(),
            };
            let meaning = Meaning {
                provider: row.provider,
                event: Some(row.event).filter(|event| event != "*"),
                relation: row.relation,
            };
            if kind == Kind::PantherLogType.table() {
                resolver.enter("product", squash(&key), meaning.clone());
            }
            resolver.enter(&kind, key, meaning);
        }
        for fact in facts.iter() {
            let whole = || Meaning {
                provider: fact.provider.clone(),
                event: None,
                relation: LogSourceRelation::Channel,
            };
            if fact.platform == "windows" {
                resolver.enter("channel", fact.channel.to_lowercase(), whole());
            }
            for name in [&fact.provider, &fact.provider_full] {
                let key = squash(name);
                if resolver.meanings("product", &key).is_empty() {
                    resolver.enter("product", key, whole());
                }
            }
            let log = fact.channel.trim_start_matches("Microsoft-Windows-");
            let log = squash(log.split('/').next().unwrap_or(log));
            if fact.platform == "windows" && resolver.meanings("product", &log).is_empty() {
                resolver.enter("product", log, whole());
            }
            if !resolver.windows.contains(&fact.provider) && facts.is_windows_log(&fact.provider) {
                resolver.windows.insert(fact.provider.clone());
            }
        }
        resolver
    }

    /// Whether a provider is a log of Windows, whose events are numbers.
    pub(crate) fn is_windows_log(&self, provider: &str) -> bool {
        self.windows.contains(provider)
    }

    /// What a rule reads, in order of evidence.
    pub(crate) fn sources(&self, evidence: &[Evidence]) -> Vec<Source> {
        let mut ranks: BTreeMap<(Kind, Option<usize>), u8> = BTreeMap::new();
        for it in evidence.iter().filter(|it| !self.known(it).is_empty()) {
            let rank = ranks.entry((it.kind, it.step)).or_insert(it.rank);
            *rank = it.rank.min(*rank);
        }
        let best = |it: &&Evidence| ranks.get(&(it.kind, it.step)).is_none_or(|rank| it.rank == *rank);
        let mut found = Vec::new();
        let mut created = Vec::new();
        for it in evidence.iter().filter(best) {
            let known = self.known(it);
            let source = |provider: &str, event: &Option<String>, native| Source {
                provider: provider.to_owned(),
                event: event.clone(),
                native,
                declared: it.declared,
                read: it.read,
                open: matches!(it.kind, Kind::SplunkDataModel | Kind::ElasticCategory),
                vague: known.iter().any(|other| other.provider != known[0].provider),
                step: it.step,
            };
            let of = |meaning: &Meaning| {
                let native = meaning.relation != LogSourceRelation::Equivalent;
                source(&meaning.provider, &meaning.event, native)
            };
            found.extend(known.iter().map(of));
            if !known.is_empty() {
                continue;
            }
            if let Some((provider, event)) = self.compound(it) {
                found.push(source(provider, &Some(event), true));
            } else if let Some((provider, is_certain)) = provider_of(it) {
                let source = source(&provider, &None, true);
                if is_certain { &mut found } else { &mut created }.push(source);
            }
        }
        if !found.iter().any(|source| source.native) {
            found.append(&mut created);
        }
        prefer_declared(&mut found);
        found
    }

    /// A data source that names a product and one of its events: `Windows Event Log AppLocker 8003`,
    /// `Sysmon EventID 30`, `AWS CloudTrail NewCall`.
    fn compound(&self, it: &Evidence) -> Option<(&str, String)> {
        if it.kind != Kind::SplunkDataSource {
            return None;
        }
        let (product, event) = it.key.rsplit_once(' ')?;
        let product = product
            .trim_end_matches(" EventID")
            .trim_end_matches(" EventCode");
        let product = product.strip_prefix("Windows Event Log ").unwrap_or(product);
        let known = self.meanings("product", &squash(product));
        known.first().map(|it| (it.provider.as_str(), event.to_owned()))
    }

    fn known(&self, it: &Evidence) -> &[Meaning] {
        let lower = it.key.to_lowercase();
        let table = |key: &str| self.meanings(it.kind.table(), key);
        match it.kind {
            Kind::ElasticIndex => {
                let key = dataset(&it.key);
                let found = table(&key);
                if found.is_empty() {
                    self.meanings("product", &squash(&key))
                } else {
                    found
                }
            }
            Kind::Product => table(&squash(&it.key)),
            Kind::SplunkDataSource => {
                let found = table(&lower);
                if found.is_empty() {
                    self.meanings("product", &squash(&lower))
                } else {
                    found
                }
            }
            Kind::SigmaLogSource => {
                let shorter = sigma_keys(&lower).into_iter();
                shorter
                    .map(|key| table(&key))
                    .find(|found| !found.is_empty())
                    .unwrap_or(&[])
            }
            Kind::KustoTable => {
                let word = lower.split([' ', '(']).next().unwrap_or_default();
                table(word)
            }
            _ => table(&lower),
        }
    }

    fn meanings(&self, table: &str, key: &str) -> &[Meaning] {
        let found = self.tables.get(table).and_then(|table| table.get(key));
        found.map_or(&[], Vec::as_slice)
    }

    fn enter(&mut self, table: &str, key: String, meaning: Meaning) {
        let meanings = self
            .tables
            .entry(table.to_owned())
            .or_default()
            .entry(key)
            .or_default();
        let same = |it: &Meaning| it.provider == meaning.provider && it.event == meaning.event;
        if !meanings.iter().any(same) {
            meanings.push(meaning);
        }
    }
}

/// The words of an index pattern that name a data set: `logs-aws.cloudtrail-*` is `aws.cloudtrail`.
fn dataset(pattern: &str) -> String {
    let lower = pattern.to_lowercase();
    let name = lower.rsplit(':').next().unwrap_or_default();
    let kinds = ["logs-", "metrics-", "traces-"];
    let name = kinds
        .iter()
        .find_map(|kind| name.strip_prefix(kind))
        .unwrap_or(name);
    name.trim_end_matches(['*', '-', '.']).to_owned()
}

/// A log source as written, then with less and less of it.
fn sigma_keys(key: &str) -> Vec<String> {
    let part = |name: &str| {
        let mut parts = key.split(';').filter_map(|part| part.split_once('='));
        parts
            .find(|(part, _)| *part == name)
            .map_or("", |(_, value)| value)
    };
    let [category, product, service] = ["category", "product", "service"].map(part);
    [
        (category, product, service),
        (category, product, ""),
        ("", product, service),
        (category, "", ""),
        ("", "", service),
    ]
    .iter()
    .filter(|(category, product, service)| !(category.is_empty() && service.is_empty() && product.is_empty()))
    .map(|(category, product, service)| format!("category={category};product={product};service={service}"))
    .collect()
}

/// The provider that a key unknown to the tables names by itself, and whether it certainly is one.
fn provider_of(it: &Evidence) -> Option<(String, bool)> {
    let key = it.key.as_str();
    match it.kind {
        Kind::PantherLogType | Kind::SplunkDataSource => Some((key.to_owned(), true)),
        Kind::KustoTable => {
            let word = key.split([' ', '(']).next().unwrap_or_default();
            let is_name = word.len() > 1
                && word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
                && !NO_TABLES.contains(&word.to_lowercase().as_str());
            is_name.then(|| (format!("Sentinel-{word}"), it.read))
        }
        Kind::ElasticIndex => {
            let name = dataset(key);
            let name = name.trim_start_matches('.');
            (!name.is_empty()).then(|| (name.to_owned(), false))
        }
        Kind::SplunkMacro => Some((key.to_owned(), false)),
        Kind::SplunkDataModel => Some((format!("Splunk-{}", key.split('.').next().unwrap_or(key)), false)),
        Kind::SigmaLogSource => {
            let values = key
                .split(';')
                .filter_map(|part| part.split_once('='))
                .map(|(_, value)| value);
            let words: Vec<&str> = values.skip(1).filter(|value| !value.is_empty()).collect();
            let category = || key.split([';', '=']).nth(1).unwrap_or_default().to_owned();
            let name = if words.is_empty() {
                category()
            } else {
                words.join("-")
            };
            Some((name, true))
        }
        // A declared source, or a table of a database.
        Kind::Product if (it.declared || it.step.is_none()) && !key.is_empty() => {
            Some((key.to_owned(), false))
        }
        _ => None,
    }
}

/// A category of Elastic's schema is read from the indices a rule declares: their agents' events are native,
/// those of agents it does not look at are equivalents.
fn prefer_declared(found: &mut Vec<Source>) {
    let declared: HashSet<String> = found
        .iter()
        .filter(|it| it.declared && !it.read)
        .map(|it| it.provider.clone())
        .collect();
    let is_category = |it: &Source| it.open && it.read;
    if !found
        .iter()
        .any(|it| is_category(it) && declared.contains(&it.provider))
    {
        return;
    }
    for it in found.iter_mut().filter(|it| is_category(it)) {
        let is_declared = declared.contains(&it.provider);
        it.native = is_declared;
        it.declared |= is_declared;
    }
    let answered: HashSet<String> = found
        .iter()
        .filter(|it| is_category(it) && it.native)
        .map(|it| it.provider.clone())
        .collect();
    if !answered.is_empty() {
        found.retain(|it| is_category(it) || it.event.is_some() || !it.declared || it.read);
    }
}
