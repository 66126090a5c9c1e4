use std::path::Path;

use rule::knowledge::{FieldKind, LogSourceRelation};

use super::read_tables;
use super::sheet::Sheet;

/// The tables that come with the project.
fn shipped() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../content/data"))
}

#[test]
fn the_shipped_tables_have_no_flaw() {
    let (tables, attack, problems) = read_tables(shipped());
    assert_eq!(problems, []);
    let attack = attack.expect("techniques are shipped");
    assert!(tables.fields.len() > 2_000 && tables.events.len() > 4_000 && tables.log_sources.len() > 1_000);
    assert!(attack.techniques.len() > 1_000 && attack.matrices.len() == 3);
    let image = tables
        .fields
        .iter()
        .filter(|row| row.vendor == "sigma" && row.alias == "Image");
    let kinds: Vec<(&str, FieldKind)> = image.map(|row| (row.concept.as_str(), row.kind)).collect();
    assert_eq!(
        kinds,
        [
            ("process.executable", FieldKind::Same),
            ("process.name", FieldKind::NameOf)
        ]
    );
    let creation = tables
        .events
        .iter()
        .find(|it| it.provider == "Sysmon" && it.event == "1");
    let creation = creation.expect("a well-known event");
    assert_eq!(creation.title, "Process creation");
    assert_eq!(creation.provider_full, "Microsoft-Windows-Sysmon");
    assert!(creation.verified && creation.platform == "windows");
    let key = "category=process_creation;product=windows;service=";
    let native = tables
        .log_sources
        .iter()
        .filter(|it| it.kind == "sigma.logsource" && it.key == key);
    let native: Vec<&str> = native
        .filter(|it| it.relation == LogSourceRelation::Native)
        .map(|it| it.provider.as_str())
        .collect();
    assert_eq!(native, ["Sysmon"]);
}

#[test]
fn every_named_provider_is_known() {
    let (tables, _, _) = read_tables(shipped());
    let known: std::collections::BTreeSet<&str> =
        tables.events.iter().map(|it| it.provider.as_str()).collect();
    let named = tables.log_sources.iter().map(|it| it.provider.as_str());
    let unknown: std::collections::BTreeSet<&str> = named.filter(|name| !known.contains(name)).collect();
    assert_eq!(unknown, std::collections::BTreeSet::new());
}

#[test]
fn ids_lead_from_either_version_to_the_other() {
    let (_, attack, _) = read_tables(shipped());
    let attack = attack.expect("techniques are shipped");
    let leads = |from: &str| {
        let redirect = attack.redirects.iter().find(|it| it.from.as_str() == from);
        redirect.map(|it| it.to.iter().map(|to| to.as_str()).collect::<Vec<_>>())
    };
    assert_eq!(leads("T1685.005"), Some(vec!["T1070.001"]));
    assert_eq!(leads("T1070.001"), Some(vec!["T1685.005"]));
    assert_eq!(
        leads("T1685").and_then(|to| to.first().copied()),
        Some("T1562.001")
    );
    assert_eq!(leads("T1089"), Some(vec!["T1562.001", "T1685"]));
    let mut ids: Vec<&str> = attack.redirects.iter().map(|it| it.from.as_str()).collect();
    ids.dedup();
    assert_eq!(ids.len(), attack.redirects.len());
}

#[test]
fn sheets_are_read_by_column_name() {
    let text = "\u{feff}# a comment\n\nb\tnote\ta\r\n1\tx\t2\r\n3\n# another\n4\t5\t6\t7\n";
    let rows: Vec<_> = Sheet::new(text, ["a", "b"]).expect("both columns").collect();
    assert_eq!(rows[0], (4, Ok(["2", "1"])));
    assert_eq!(rows[1], (5, Ok(["", "3"])));
    assert_eq!(rows[2].0, 7);
    assert!(rows[2].1.is_err());
    assert!(Sheet::new(text, ["c"]).is_err());
    assert!(Sheet::new("", ["c"]).is_err());
}

#[test]
fn a_file_of_the_folder_takes_the_place_of_the_shipped_one() {
    let folder = std::env::temp_dir().join(format!("gen-tables-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("fields")).expect("a folder");
    let text = "alias\tconcept\tkind\tcontext\nOurImage\tprocess.executable\tsame\n";
    std::fs::write(folder.join("fields/sigma.tsv"), text).expect("a table");
    let (tables, _, problems) = read_tables(&folder);
    std::fs::remove_dir_all(&folder).expect("our folder");
    assert_eq!(problems, []);
    let sigma: Vec<&str> = tables
        .fields
        .iter()
        .filter(|row| row.vendor == "sigma")
        .map(|row| row.alias.as_str())
        .collect();
    assert_eq!(sigma, ["OurImage"]);
    assert!(tables.fields.iter().any(|row| row.vendor == "elastic"));
}
