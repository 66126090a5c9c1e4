//! The bars over the public corpora, where a folder of them is at hand: `CORPORA` names it. Everywhere else
//! these tests say that they were skipped.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use rule::Rule;

use super::sample::{attack, id, tables};
use crate::{Catalog, Inputs};

/// What must be at least covered: vendor, share of fields with a concept, of fields with any name, of rules
/// with an event.
const BARS: &[(&str, f64, f64, f64)] = &[
    ("sigma", 0.98, 0.99, 0.99),
    ("elastic", 0.97, 0.99, 0.95),
    ("splunk", 0.95, 0.99, 0.97),
    ("armory", 0.95, 0.99, 0.95),
    ("sentinel", 0.80, 0.90, 0.98),
    ("secops", 0.95, 0.95, 0.97),
    ("panther", 0.50, 0.85, 1.0),
];

/// The events of the page to reproduce: provider, event, title.
const SEED: &[(&str, &str, &str)] = &[
    ("Sysmon", "1", "Process creation"),
    ("Sysmon", "3", "Network connection"),
    ("Sysmon", "7", "Image loaded"),
    ("Sysmon", "8", "CreateRemoteThread"),
    ("Sysmon", "10", "ProcessAccess"),
    ("Sysmon", "11", "FileCreate"),
    ("Sysmon", "12", "RegistryEvent (Object create and delete)"),
    ("Sysmon", "13", "RegistryEvent (Value Set)"),
    ("Sysmon", "14", "RegistryEvent (Key and Value Rename)"),
    (
        "Security-Auditing",
        "4656",
        "A handle to an object was requested.",
    ),
    (
        "Security-Auditing",
        "4663",
        "An attempt was made to access an object.",
    ),
    ("Security-Auditing", "4688", "A new process has been created."),
    (
        "Security-Auditing",
        "5156",
        "The Windows Filtering Platform has permitted a connection.",
    ),
    (
        "Defender-DeviceEvents",
        "CreateRemoteThreadApiCall",
        "CreateRemoteThread API call",
    ),
    ("Defender-DeviceFileEvents", "any", "File activity (any)"),
    ("Defender-DeviceFileEvents", "FileCreated", "File created"),
    ("Defender-DeviceImageLoadEvents", "any", "Image load (any)"),
    (
        "Defender-DeviceNetworkEvents",
        "ConnectionSuccess",
        "Connection succeeded",
    ),
    (
        "Defender-DeviceProcessEvents",
        "ProcessCreated",
        "Process created",
    ),
    ("ESF", "exec", "Process Execution (Notify)"),
    ("ESF", "write", "File Write (NOTIFY)"),
    ("AppLocker", "8004", "FilePathBuffer was prevented from running."),
    ("AppLocker", "8007", "FilePathBuffer was prevented from running."),
    ("AppLocker", "8022", "PackageBuffer was prevented from running."),
    ("AppLocker", "8025", "PackageBuffer was prevented from running."),
    (
        "AppXDeployment-Server",
        "400",
        "Deployment DeploymentOperation operation with target volume MountPoint on Package PackageFullName from: Path finished successfully.",
    ),
    (
        "AppXDeployment-Server",
        "603",
        "Started deployment DeploymentOperation operation on a package with main parameter Path and Options Flags and FlagsHigh.",
    ),
    (
        "AppXDeployment-Server",
        "854",
        "Successfully added the following uri(s) to be processed: Path.",
    ),
    ("AppXDeployment-Server", "855", "Finished resolving action lists."),
    (
        "AppxPackagingOM",
        "171",
        "The reader was created successfully for app package packageFullName.",
    ),
    (
        "PowerShell",
        "4103",
        "Payload Context: ContextInfo User Data: UserData.",
    ),
    (
        "PowerShell",
        "4104",
        "Creating Scriptblock text (MessageNumber of MessageTotal).",
    ),
];

static CATALOG: LazyLock<Option<Catalog>> = LazyLock::new(|| {
    let folder = PathBuf::from(std::env::var_os("CORPORA")?);
    let rules: Vec<Rule> = corpus::vendors::vendor_ids()
        .iter()
        .flat_map(|vendor| read(&folder, vendor))
        .collect();
    let rules = Some(rules).filter(|rules| !rules.is_empty())?;
    Some(Catalog::new(Inputs {
        rules: rules.into_iter().map(std::sync::Arc::new).collect(),
        attack: attack(),
        tables: tables(),
    }))
});

fn read(folder: &Path, vendor: &str) -> Vec<Rule> {
    let source = corpus::Source {
        name: vendor.to_owned(),
        vendor: vendor.to_owned(),
        root: folder.join(vendor),
        include: Vec::new(),
        exclude: Vec::new(),
        repository: None,
        repository_path: String::new(),
        commit: None,
        licence: corpus::Licence {
            spdx: String::new(),
            url: None,
        },
        publish: corpus::Publish::Logic,
    };
    let rules = corpus::read(&source).rules;
    rules.into_iter().map(std::sync::Arc::unwrap_or_clone).collect()
}

/// The catalog of the corpora, or a word that there is none.
#[allow(clippy::print_stderr, reason = "a skipped test says so")]
fn corpora() -> Option<&'static Catalog> {
    if CATALOG.is_none() {
        eprintln!("skipped: no public corpora here; set CORPORA to their folder");
    }
    CATALOG.as_ref()
}

#[test]
fn coverage_meets_its_bars() {
    let Some(catalog) = corpora() else { return };
    let coverage = catalog.coverage();
    for (vendor, known, named, event) in BARS {
        let Some(it) = coverage.get(*vendor) else { continue };
        let shares = [
            (it.known_share(), known),
            (it.named_share(), named),
            (it.event_share(), event),
        ];
        for (share, bar) in shares {
            assert!(share >= *bar, "{vendor}: {share:.3} of {bar}");
        }
    }
}

#[test]
fn the_page_to_reproduce_has_its_events() {
    let Some(catalog) = corpora() else { return };
    let population = catalog.population(&id("T1204"));
    let uses = population.iter().flat_map(|&rule| &catalog.entry(rule).events);
    let found: BTreeSet<(String, String, String)> = uses
        .map(|it| {
            let event = catalog.events.get(it.event);
            (event.provider.clone(), event.event.clone(), event.title())
        })
        .collect();
    let missing: Vec<_> = SEED
        .iter()
        .filter(|(provider, event, title)| {
            !found.contains(&((*provider).to_owned(), (*event).to_owned(), (*title).to_owned()))
        })
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn vendors_meet_on_one_row() {
    let Some(catalog) = corpora() else { return };
    let guide = catalog.guide(catalog.population(&id("T1204")));
    let fields: Vec<&str> = guide.fields.iter().map(|it| it.concept.as_str()).collect();
    for concept in ["process.name", "process.parent.name", "process.command_line"] {
        assert_eq!(fields.iter().filter(|field| **field == concept).count(), 1);
    }
    for authored in [
        "Image",
        "process_name",
        "ParentImage",
        "CommandLine",
        "process.args",
        "EventID",
        "EventType",
    ] {
        assert!(!fields.contains(&authored), "{authored} has a row of its own");
    }
    let word = catalog
        .rows
        .find("process.parent.name", rule::Operator::Eq, "winword.exe")
        .expect("a row");
    let vendors: BTreeSet<&str> = catalog
        .rows
        .get(word)
        .positive
        .iter()
        .map(|&it| catalog.entry(it).rule.vendor.as_str())
        .collect();
    assert!(vendors.len() >= 4, "{vendors:?}");
}

#[test]
fn no_event_is_a_bare_number() {
    let Some(catalog) = corpora() else { return };
    for (_, event) in catalog.events.iter() {
        assert!(!event.provider.is_empty() && !event.event.is_empty(), "{event:?}");
    }
}
