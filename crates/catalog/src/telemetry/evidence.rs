//! What in a rule tells the telemetry it reads.

use std::collections::BTreeSet;

use rule::{Language, Leaf, LogSource, Operator, Rule};

/// A key under which the tables of log sources may know something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Evidence {
    /// The table.
    pub(crate) kind: Kind,
    /// The key.
    pub(crate) key: String,
    /// Whether the rule declares it, beside its query.
    pub(crate) declared: bool,
    /// Whether the query itself selects it.
    pub(crate) read: bool,
    /// The step it holds for; all when `None`.
    pub(crate) step: Option<usize>,
    /// Of the keys of one table and step, those of the lowest rank that the table knows are used.
    pub(crate) rank: u8,
}

/// The tables of log sources, by what their keys are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Kind {
    /// `category=…;product=…;service=…`.
    SigmaLogSource,
    /// `Sysmon EventID 1`.
    SplunkDataSource,
    /// A macro's name.
    SplunkMacro,
    /// `Endpoint.Processes`.
    SplunkDataModel,
    /// `logs-aws.cloudtrail-*`.
    ElasticIndex,
    /// `event.category=…;event.type|action=…;host.os.type=…`.
    ElasticCategory,
    /// `DeviceProcessEvents`.
    KustoTable,
    /// `DeviceEvents.AntivirusDetection`.
    KustoAction,
    /// `PROCESS_LAUNCH`.
    UdmType,
    /// What a product calls its event.
    UdmProductType,
    /// `AWS.CloudTrail`.
    PantherLogType,
    /// Any name of a product, provider or log, compared by letters and digits alone.
    Product,
    /// A Windows event channel.
    Channel,
}

impl Kind {
    /// The name of the table.
    pub(crate) fn table(self) -> &'static str {
        match self {
            Kind::SigmaLogSource => "sigma.logsource",
            Kind::SplunkDataSource => "splunk.data_source",
            Kind::SplunkMacro => "splunk.macro",
            Kind::SplunkDataModel => "splunk.datamodel",
            Kind::ElasticIndex => "elastic.index_pattern",
            Kind::ElasticCategory => "elastic.eql_category",
            Kind::KustoTable => "kusto.table",
            Kind::KustoAction => "kusto.table.actiontype",
            Kind::UdmType => "yaral.metadata.event_type",
            Kind::UdmProductType => "yaral.metadata.product_event_type",
            Kind::PantherLogType => "panther.logtype",
            Kind::Product => "product",
            Kind::Channel => "channel",
        }
    }
}

/// Keys of a vendor's declaration, and the tables they are looked up in.
const DECLARED: &[(&str, Kind, bool)] = &[
    // key, table, whether the declaration itself is what the query runs on
    ("data_source", Kind::SplunkDataSource, false),
    ("index", Kind::ElasticIndex, false),
    ("log_type", Kind::PantherLogType, true),
    ("resource_type", Kind::PantherLogType, true),
    ("table", Kind::KustoTable, false),
    ("data_type", Kind::KustoTable, false),
    ("source", Kind::Product, false),
    ("integration", Kind::Product, false),
];

/// Fields whose values name a product, a provider or a log.
const PRODUCT_FIELDS: &[&str] = &[
    "event.dataset",
    "data_stream.dataset",
    "event.module",
    "event.provider",
    "winlog.provider_name",
    "provider_name",
    "sourcetype",
    "sourcename",
    "eventsource",
    "source_name",
    "metadata.log_type",
    "metadata.product_name",
    "metadata.vendor_name",
    "deviceproduct",
    "devicevendor",
    "p_log_type",
];

/// Fields whose values name a Windows channel, with what Splunk writes before it.
const CHANNEL_FIELDS: &[&str] = &["channel", "winlog.channel", "source", "eventlog", "logname"];
const CHANNEL_PREFIXES: &[&str] = &["XmlWinEventLog:", "WinEventLog:"];

/// Everything that tells what a rule reads.
pub(crate) fn gather(rule: &Rule, leaves: &[Leaf]) -> Vec<Evidence> {
    let mut found = declared(&rule.log_source);
    let language = rule.query.as_ref().map(|query| query.language);
    for (step, it) in rule.logic.stages().enumerate() {
        let selected = Selected { leaves, step };
        let mut read = selected.by(language);
        if let Some(source) = &it.source {
            read.extend(read_from(source, language, &selected));
        }
        let ranked = read.into_iter().map(|(kind, key)| (kind, key, 0));
        let ranked = ranked.chain(ecs(it.source.as_deref(), language, &selected));
        found.extend(ranked.map(|(kind, key, rank)| Evidence {
            kind,
            key,
            declared: false,
            read: true,
            step: Some(step),
            rank,
        }));
    }
    if let Some(query) = rule
        .query
        .as_ref()
        .filter(|query| query.language == Language::Sql)
    {
        found.extend(tables(&query.text).map(|table| Evidence {
            kind: Kind::Product,
            key: table.to_owned(),
            declared: false,
            read: true,
            step: None,
            rank: 0,
        }));
    }
    found
}

/// The last names of the tables that a SQL text names after `from` and `join`, decoded or not. Comments are skipped,
/// and so are the names that the text itself gives to its parts (`with x as (…)`).
fn tables(sql: &str) -> impl Iterator<Item = &str> {
    let lines = sql.lines().filter_map(|line| line.split("--").next());
    let words: Vec<&str> = lines.flat_map(str::split_whitespace).collect();
    let own: BTreeSet<String> = words.windows(3).filter_map(own_name).collect();
    let after: Vec<&str> = words.windows(2).filter_map(|pair| table_after(pair)).collect();
    after
        .into_iter()
        .filter(move |table| !own.contains(&table.to_lowercase()))
}

/// The name before `as (`.
fn own_name(words: &[&str]) -> Option<String> {
    let [name, word, part] = words else { return None };
    let is_part = word.eq_ignore_ascii_case("as") && part.starts_with('(');
    is_part.then(|| name.trim_matches(',').to_lowercase())
}

/// The last name of the table after `from` or `join`.
fn table_after<'a>(words: &[&'a str]) -> Option<&'a str> {
    let [word, table] = words else { return None };
    if !word.eq_ignore_ascii_case("from") && !word.eq_ignore_ascii_case("join") {
        return None;
    }
    let table = table.trim_matches(['(', ')', ',', ';']).rsplit('.').next()?;
    (!table.is_empty() && !table.eq_ignore_ascii_case("select")).then_some(table)
}

fn declared(source: &LogSource) -> Vec<Evidence> {
    let mut found = Vec::new();
    let mut tell = |kind, key: &str, read| {
        found.push(Evidence {
            kind,
            key: key.trim().to_owned(),
            declared: true,
            read,
            step: None,
            rank: 0,
        });
    };
    let part = |name| source.first(name).unwrap_or_default().to_lowercase();
    let (category, product, service) = (part("category"), part("product"), part("service"));
    if !(category.is_empty() && product.is_empty() && service.is_empty()) {
        let key = format!("category={category};product={product};service={service}");
        tell(Kind::SigmaLogSource, &key, true);
    }
    for (name, kind, read) in DECLARED {
        for value in source.get(name) {
            value.split(" AND ").for_each(|key| tell(*kind, key, *read));
        }
    }
    found
}

/// What the words before a step's condition say, in the step's language.
fn read_from(source: &str, language: Option<Language>, selected: &Selected<'_>) -> Vec<(Kind, String)> {
    let parts = source.split(", ").map(str::trim).filter(|part| !part.is_empty());
    match language {
        Some(Language::Spl) => spl_source(source),
        Some(Language::Kusto) => parts
            .flat_map(|table| {
                let actions = selected.values("actiontype");
                let actions = actions.map(move |action| (Kind::KustoAction, format!("{table}.{action}")));
                std::iter::once((Kind::KustoTable, table.to_owned())).chain(actions)
            })
            .collect(),
        Some(Language::Esql) => parts
            .map(|index| (Kind::ElasticIndex, index.to_owned()))
            .collect(),
        Some(Language::Sql) => parts.map(|table| (Kind::Product, table.to_owned())).collect(),
        Some(Language::YaraL) => vec![(Kind::UdmType, source.to_owned())],
        _ => Vec::new(),
    }
}

/// `datamodel Endpoint.Processes`, `` `get_endpoint_data` `get_endpoint_data_sysmon` ``.
fn spl_source(source: &str) -> Vec<(Kind, String)> {
    let mut found = Vec::new();
    for (i, piece) in source.split('`').enumerate() {
        let piece = piece.trim();
        if i % 2 == 1 {
            found.push((Kind::SplunkMacro, piece.to_owned()));
        } else if let Some(model) = piece.strip_prefix("datamodel ") {
            found.push((Kind::SplunkDataModel, model.trim_end_matches(',').to_owned()));
        }
    }
    found
}

/// The predicates of a step that select its events.
struct Selected<'a> {
    leaves: &'a [Leaf],
    step: usize,
}

impl<'a> Selected<'a> {
    /// The values that a field, given in lower case, is looked for with.
    fn values<'f>(&self, field: &'f str) -> impl Iterator<Item = &'a str> + use<'a, 'f> {
        let step = self.step;
        let leaves = self.leaves.iter().filter(move |leaf| {
            leaf.step == step && !leaf.negated && leaf.predicate.event_field().eq_ignore_ascii_case(field)
        });
        let compared = leaves.filter(|leaf| {
            matches!(
                leaf.predicate.op,
                Operator::Eq
                    | Operator::Wildcard
                    | Operator::StartsWith
                    | Operator::EndsWith
                    | Operator::Match
            )
        });
        compared.flat_map(|leaf| leaf.predicate.values.iter().map(String::as_str))
    }

    fn by(&self, language: Option<Language>) -> Vec<(Kind, String)> {
        let mut found = Vec::new();
        let mut tell = |kind, fields: &[&str]| {
            for field in fields {
                found.extend(self.values(field).map(|value| (kind, value.to_owned())));
            }
        };
        tell(Kind::Product, PRODUCT_FIELDS);
        tell(Kind::Channel, CHANNEL_FIELDS);
        if language == Some(Language::Kusto) {
            tell(Kind::Product, &["source", "provider"]);
            tell(Kind::KustoTable, &["type"]);
        }
        if language == Some(Language::YaraL) {
            tell(Kind::UdmType, &["metadata.event_type"]);
            tell(Kind::UdmProductType, &["metadata.product_event_type"]);
        }
        for (kind, key) in &mut found {
            if *kind == Kind::Channel
                && let Some(rest) = CHANNEL_PREFIXES
                    .iter()
                    .find_map(|prefix| key.strip_prefix(prefix))
            {
                *key = rest.to_owned();
            }
        }
        found
    }
}

/// ECS categories: `event.category=process;event.type|action=start;host.os.type=windows`. Where the table does
/// not know a type or system, it may know the category as a whole.
fn ecs(source: Option<&str>, language: Option<Language>, selected: &Selected<'_>) -> Vec<(Kind, String, u8)> {
    let mut categories: Vec<&str> = selected.values("event.category").collect();
    if language == Some(Language::Eql) {
        categories.extend(source.filter(|source| *source != "any"));
    }
    let mut types: Vec<(&str, u8)> = selected.values("event.action").map(|it| (it, 0)).collect();
    types.extend(selected.values("event.type").map(|it| (it, 0)));
    types.push(("*", 2));
    let mut systems: Vec<(&str, u8)> = selected.values("host.os.type").map(|it| (it, 0)).collect();
    systems.push(("any", 1));
    let mut keys = Vec::new();
    for category in &categories {
        for (system, more) in &systems {
            for (kind, rank) in &types {
                let key = format!("event.category={category};event.type|action={kind};host.os.type={system}");
                keys.push((Kind::ElasticCategory, key, rank + more));
            }
        }
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::tables;

    #[test]
    fn comments_and_names_for_parts_of_a_query_are_no_tables() {
        let sql = "--adapted from a colleague\nwith attempts as (\nselect x from db.audit.logins)\n\
                   select * from attempts join users on x = y";
        assert_eq!(tables(sql).collect::<Vec<_>>(), ["logins", "users"]);
    }
}
