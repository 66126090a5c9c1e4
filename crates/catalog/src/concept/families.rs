//! Which families of spellings a rule's fields may come from.

/// Families to look in, in order, for the vendors that use one of a few dialects. Unknown vendors look in all.
const BY_VENDOR: &[(&str, &[&str])] = &[
    ("sigma", &["sigma"]),
    ("elastic", &["elastic"]),
    ("splunk", &["splunk", "crowdstrike"]),
    ("armory", &["splunk", "crowdstrike"]),
    ("sentinel", &["kusto-sentinel", "kusto-xdr", "kusto-asim"]),
    ("secops", &["yaral"]),
    ("panther", &["panther", "crowdstrike"]),
];

const ALL: &[&str] = &[
    "sigma",
    "elastic",
    "splunk",
    "kusto-sentinel",
    "kusto-xdr",
    "kusto-asim",
    "yaral",
    "panther",
    "crowdstrike",
];

/// Kusto serves three schemas; the table a rule reads says which comes first.
const KUSTO_TABLES: &[(&str, &[&str])] = &[
    ("device", &["kusto-xdr", "kusto-sentinel", "kusto-asim"]),
    ("email", &["kusto-xdr", "kusto-sentinel", "kusto-asim"]),
    ("identity", &["kusto-xdr", "kusto-sentinel", "kusto-asim"]),
    ("cloudappevents", &["kusto-xdr", "kusto-sentinel", "kusto-asim"]),
    ("im", &["kusto-asim", "kusto-sentinel", "kusto-xdr"]),
    ("_im", &["kusto-asim", "kusto-sentinel", "kusto-xdr"]),
    ("asim", &["kusto-asim", "kusto-sentinel", "kusto-xdr"]),
    ("_asim", &["kusto-asim", "kusto-sentinel", "kusto-xdr"]),
];

/// The families for a rule of `vendor` whose step reads `source`.
pub(super) fn of(vendor: &str, source: Option<&str>) -> &'static [&'static str] {
    let families = BY_VENDOR
        .iter()
        .find(|(name, _)| *name == vendor)
        .map_or(ALL, |(_, families)| families);
    let source = match source {
        Some(source) if families[0].starts_with("kusto") => source.as_bytes(),
        _ => return families,
    };
    let starts = |prefix: &str| {
        let start = source.get(..prefix.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(prefix.as_bytes()))
    };
    KUSTO_TABLES
        .iter()
        .find(|(prefix, _)| starts(prefix))
        .map_or(families, |(_, order)| order)
}
