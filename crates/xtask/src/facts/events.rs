//! The catalog of events: those that rules refer to and those that any rule may.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::error::Error;
use std::path::Path;

use super::input::{Facts, Row};
use super::log_sources::shared_log;
use super::output;

/// Providers of which every event is shipped, whatever rules refer to.
const WELL_KNOWN: &[&str] = &[
    "Sysmon",
    "Sysmon-Linux",
    "Security-Auditing",
    "PowerShell",
    "PowerShell-Classic",
    "PowerShellCore",
    "ESF",
    "auditd",
    "Chronicle-UDM",
    "Elastic-Endpoint",
    "CrowdStrike-FDR",
];

/// Other Windows providers ship their titled events if there are no more of them than this, …
const MAX_OTHERS: usize = 90;
/// … or than this where some rule refers to one of them.
const MAX_REFERRED: usize = 260;

/// What the selection looks at besides a row itself.
struct Uses {
    events: HashSet<(String, String)>,
    providers: HashSet<String>,
    sizes: HashMap<String, usize>,
}

/// Writes the providers and one table a group of them.
pub(super) fn write(facts: &Path, folder: &Path) -> Result<(), Box<dyn Error>> {
    let table = Facts::read(facts, "events")?;
    let uses = uses(facts, &table)?;
    let kept: Vec<Row<'_>> = table.rows().filter(|row| is_kept(*row, &uses)).collect();
    let mut providers: BTreeMap<&str, Vec<Row<'_>>> = BTreeMap::new();
    for row in &kept {
        providers.entry(row.get("provider")).or_default().push(*row);
    }
    let mut named = Vec::new();
    let mut groups: BTreeMap<&str, Vec<[String; 6]>> = BTreeMap::new();
    for (provider, rows) in providers {
        let full = rows
            .iter()
            .rev()
            .find(|row| row.get("event_id") != "any")
            .unwrap_or(&rows[0]);
        let [platform, channel] = ["platform", "channel_or_table"].map(|column| commonest(&rows, column));
        let full = full.get("provider_full");
        named.push([provider, full, platform, channel].map(str::to_owned));
        let group = groups.entry(group(provider, platform)).or_default();
        group.extend(rows.iter().map(|row| cells(*row, platform, channel)));
    }
    let comment = "Providers of events, with what their events share.";
    let columns = ["provider", "full", "platform", "channel"];
    output::table(&folder.join("providers.tsv"), comment, columns, named)?;
    for (group, rows) in groups {
        let comment = "Events, one a line; an empty channel or platform is the provider's.";
        let columns = ["provider", "event", "title", "channel", "platform", "check"];
        output::table(&folder.join(group).with_extension("tsv"), comment, columns, rows)?;
    }
    Ok(())
}

fn uses(facts: &Path, table: &Facts) -> Result<Uses, Box<dyn Error>> {
    let key = |row: Row<'_>| (row.get("provider").to_owned(), row.get("event_id").to_owned());
    let usage = Facts::read(facts, "event_usage")?;
    let is_used = |row: &Row<'_>| row.number("native_total") + row.number("equivalent_total") > 0;
    let mut events: HashSet<_> = usage.rows().filter(is_used).map(key).collect();
    let sources = Facts::read(facts, "logsource_events")?;
    events.extend(sources.rows().map(key));
    let mut sizes: HashMap<String, usize> = HashMap::new();
    for row in table.rows() {
        *sizes.entry(row.get("provider").to_owned()).or_default() += 1;
    }
    Ok(Uses {
        providers: events.iter().map(|(provider, _)| provider.clone()).collect(),
        events,
        sizes,
    })
}

fn is_kept(row: Row<'_>, uses: &Uses) -> bool {
    let (provider, event) = (row.get("provider"), row.get("event_id"));
    let holds_another_log = |table| shared_log(table).is_some();
    if !is_plausible(provider, event) || provider.strip_prefix("Sentinel-").is_some_and(holds_another_log) {
        return false;
    }
    let is_referred = uses.providers.contains(provider);
    let fits = uses
        .sizes
        .get(provider)
        .is_some_and(|size| *size <= if is_referred { MAX_REFERRED } else { MAX_OTHERS });
    uses.events.contains(&(provider.to_owned(), event.to_owned()))
        || event == "any"
        || WELL_KNOWN.contains(&provider)
        || provider.starts_with("Defender-")
        || (row.get("platform") == "windows" && fits && !row.get("title").is_empty())
}

/// GitHub names all its audit events `object.verb`; other names were attributed to it by mistake.
pub(super) fn is_plausible(provider: &str, event: &str) -> bool {
    provider != "GitHub-Audit" || event.contains('.') || matches!(event, "any" | "*")
}

fn commonest<'a>(rows: &[Row<'a>], column: &str) -> &'a str {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for row in rows {
        *counts.entry(row.get(column)).or_default() += 1;
    }
    let most = counts.into_iter().max_by_key(|(_, count)| *count);
    most.map_or("", |(value, _)| value)
}

fn cells(row: Row<'_>, platform: &str, channel: &str) -> [String; 6] {
    let unlike = |column: &str, shared: &str| {
        let own = row.get(column);
        if own == shared { "" } else { own }
    };
    let source = row.get("source");
    let is_unverified = ["not verified", "hand-written", "from memory", "guess"]
        .iter()
        .any(|mark| source.contains(mark));
    // Okta's titles are sentences of its manual and hayabusa's are under a licence of their own.
    let is_prose = source.starts_with("okta/") || source.starts_with("hayabusa");
    let title = if is_prose { "" } else { row.get("title") };
    let cells = [
        row.get("provider"),
        row.get("event_id"),
        title,
        unlike("channel_or_table", channel),
        unlike("platform", platform),
        if is_unverified && !title.is_empty() {
            "unverified"
        } else {
            ""
        },
    ];
    cells.map(str::to_owned)
}

fn group(provider: &str, platform: &str) -> &'static str {
    match provider {
        "Sysmon" | "Sysmon-Linux" => "sysmon",
        "Security-Auditing" => "windows-security",
        _ if provider.starts_with("Defender-") => "defender",
        _ if provider.starts_with("Sentinel-") => "sentinel",
        _ => match platform {
            "windows" => "windows",
            "linux" => "linux",
            "macos" => "macos",
            "cloud" | "saas" => "cloud",
            "network" | "container" => "network",
            _ => "endpoint",
        },
    }
}
