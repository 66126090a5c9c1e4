//! What log sources stand for, one table a kind of key.

use std::collections::{BTreeMap, HashSet};
use std::error::Error;
use std::path::Path;

use super::events::is_plausible;
use super::input::Facts;
use super::output;

/// Tables of Sentinel that hold the log of a provider which rules of other vendors read as well.
const SHARED_LOGS: &[(&str, &str)] = &[
    ("AADManagedIdentitySignInLogs", "Entra-SignIn"),
    ("AADNonInteractiveUserSignInLogs", "Entra-SignIn"),
    ("AADServicePrincipalSignInLogs", "Entra-SignIn"),
    ("AADUserRiskEvents", "Entra-RiskDetection"),
    ("AuditLogs", "Entra-Audit"),
    ("AWSCloudTrail", "AWS-CloudTrail"),
    ("AWSGuardDuty", "AWS-GuardDuty"),
    ("AWSVPCFlow", "AWS-VPCFlow"),
    ("AzureActivity", "Azure-Activity"),
    ("GCPAuditLogs", "GCP-Audit"),
    ("GitHubAuditData", "GitHub-Audit"),
    ("GitHubAuditLogPolling_CL", "GitHub-Audit"),
    ("GWorkspaceActivityReports", "Google-Workspace"),
    ("OfficeActivity", "M365-UnifiedAudit"),
    ("Okta_CL", "Okta-SystemLog"),
    ("OktaSSO", "Okta-SystemLog"),
    ("OktaV2_CL", "Okta-SystemLog"),
    ("SecurityEvent", "Security-Auditing"),
    ("SigninLogs", "Entra-SignIn"),
    ("Syslog", "Syslog"),
];

/// Sentinel's normalised schemas: their table and the names of their parsers without prefix
/// (<https://learn.microsoft.com/azure/sentinel/normalization-parsers-list>).
const SCHEMAS: &[(&str, &[&str])] = &[
    ("ASimAuditEventLogs", &["AuditEvent"]),
    ("ASimAuthenticationEventLogs", &["Authentication"]),
    ("ASimDhcpEventLogs", &["DhcpEvent"]),
    ("ASimDnsActivityLogs", &["Dns"]),
    ("ASimFileEventLogs", &["FileEvent"]),
    ("ASimNetworkSessionLogs", &["NetworkSession"]),
    (
        "ASimProcessEventLogs",
        &["Process", "ProcessCreate", "ProcessEvent", "ProcessTerminate"],
    ),
    ("ASimRegistryEventLogs", &["Registry", "RegistryEvent"]),
    ("ASimUserManagementActivityLogs", &["UserManagement"]),
    ("ASimWebSessionLogs", &["WebSession"]),
];

/// Prefixes of their parsers: built-in and deployed, with parameters and without.
const PARSERS: &[&str] = &["_Im_", "im", "_ASim_", "ASim"];

/// The kind of key that a table of Kusto is.
const TABLES: &str = "kusto.table";

/// Keeps the mapped keys, and adds the tables that no rule at hand reads.
pub(super) fn write(facts: &Path, folder: &Path) -> Result<(), Box<dyn Error>> {
    let table = Facts::read(facts, "logsource_events")?;
    let mut kinds: BTreeMap<String, Vec<[String; 4]>> = BTreeMap::new();
    for row in table.rows() {
        let (provider, event) = (row.get("provider"), row.get("event_id"));
        if row.get("relation") == "unmapped" || !is_plausible(provider, event) {
            continue;
        }
        let cells = [row.get("key"), provider, event, row.get("relation")];
        let rows = kinds
            .entry(format!("{}.{}", row.get("vendor"), row.get("kind")))
            .or_default();
        let cells = cells.map(str::to_owned);
        if !rows.contains(&cells) {
            rows.push(cells);
        }
    }
    add_tables(
        kinds.entry(TABLES.to_owned()).or_default(),
        &Facts::read(facts, "events")?,
    );
    for (kind, rows) in kinds {
        let comment = format!("Which events a {kind} stands for; event * is the whole provider.");
        let path = folder.join(format!("{kind}.tsv"));
        output::table(&path, &comment, ["key", "provider", "event", "relation"], rows)?;
    }
    Ok(())
}

/// Every table is a log of its own unless it holds another provider's.
fn add_tables(rows: &mut Vec<[String; 4]>, events: &Facts) {
    rows.retain(|[key, ..]| shared_log(key).is_none());
    for (key, provider) in SHARED_LOGS {
        rows.push([key, provider, "*", "channel"].map(str::to_owned));
    }
    for (table, names) in SCHEMAS {
        let provider = format!("Sentinel-{table}");
        let keys = names
            .iter()
            .flat_map(|name| PARSERS.iter().map(move |prefix| format!("{prefix}{name}")));
        rows.extend(keys.map(|key| [key, provider.clone(), "any".to_owned(), "native".to_owned()]));
    }
    let known: HashSet<String> = rows.iter().map(|[key, ..]| key.to_lowercase()).collect();
    for row in events.rows().filter(|row| row.get("event_id") == "any") {
        let provider = row.get("provider");
        let table = ["Sentinel-", "Defender-"]
            .iter()
            .find_map(|prefix| provider.strip_prefix(prefix));
        if let Some(key) = table.filter(|key| !known.contains(&key.to_lowercase())) {
            rows.push([key, provider, "any", "native"].map(str::to_owned));
        }
    }
}

/// The provider whose log a table holds.
pub(super) fn shared_log(table: &str) -> Option<&'static str> {
    let shared = SHARED_LOGS.iter().find(|(key, _)| *key == table);
    shared.map(|(_, provider)| *provider)
}
