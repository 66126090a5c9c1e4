//! Exports agree with the pages, and with one another.

use std::fs;

use rusqlite::Connection;
use serde_json::Value;
use tempfile::TempDir;

use crate::project::Project;
use crate::starter::{gen_ok, json, site, text};

/// Rules and families of a technique as its page tells them.
fn on_page(id: &str) -> (usize, usize) {
    let data = json(&format!("techniques/{id}/index.json"));
    let rules = data["rules"].as_array().expect("rules");
    let mut families: Vec<u64> = rules.iter().filter_map(|it| it["family"].as_u64()).collect();
    families.sort_unstable();
    families.dedup();
    let html = text(&format!("techniques/{id}/index.html"));
    let facts = format!(
        "<strong>{}</strong> rules in {} families",
        rules.len(),
        families.len()
    );
    assert!(html.contains(&facts), "{id}: {facts}");
    (rules.len(), families.len())
}

fn lines() -> Vec<Value> {
    let text = text("data/rules.ndjson");
    let read = |line: &str| serde_json::from_str(line).expect("JSON");
    text.lines().map(read).collect()
}

fn database() -> (TempDir, Connection) {
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path().join("catalog.sqlite");
    let out = path.display().to_string();
    gen_ok(&["export", "--format", "sqlite", "--out", &out]);
    let connection = Connection::open(&path).expect("a database");
    (folder, connection)
}

#[test]
fn a_technique_recounted_from_sql_and_ndjson_agrees_with_its_page() {
    let (_folder, db) = database();
    for id in ["T1204", "T1059", "T1059.001", "T1078"] {
        let page = on_page(id);
        let sql = "SELECT count(DISTINCT rules.id), count(DISTINCT family) FROM rules \
            JOIN rule_techniques ON rule = rules.id JOIN techniques ON techniques.id = technique \
            WHERE live AND (technique = ?1 OR parent = ?1)";
        let from_sql: (i64, i64) = db
            .query_row(sql, [id], |row| Ok((row.get(0)?, row.get(1)?)))
            .expect("counts");
        let tagged = |rule: &Value| {
            let mut ids = rule["attack"].as_array().into_iter().flatten();
            let is_it = |it: &str| it == id || it.split_once('.').is_some_and(|(parent, _)| parent == id);
            rule["live"] == true && ids.any(|it| it["id"].as_str().is_some_and(is_it))
        };
        let rules: Vec<Value> = lines().into_iter().filter(tagged).collect();
        let mut families: Vec<&str> = rules.iter().filter_map(|it| it["family"].as_str()).collect();
        families.sort_unstable();
        families.dedup();
        assert!(page.0 > 1, "{id} has rules");
        assert_eq!((rules.len(), families.len()), page, "{id}");
        assert_eq!(from_sql, (page.0 as i64, page.1 as i64), "{id}");
    }
}

#[test]
fn an_indicator_recounted_from_sql_agrees_with_the_table() {
    let (_folder, db) = database();
    let table = json("data/indicators.json");
    for record in table["indicators"].as_array().expect("records").iter().take(50) {
        let sql = "SELECT count(*) FROM rule_rows JOIN rows ON rows.id = row JOIN fields ON fields.id = field \
            JOIN rules ON rules.id = rule WHERE live AND NOT excluded AND name = ? AND op = ? AND value = ?";
        let part = |key: &str| record[key].as_str().unwrap_or_default().to_owned();
        let count: i64 = db
            .query_row(sql, [part("field"), part("op"), part("value")], |row| row.get(0))
            .expect("a count");
        assert_eq!(Some(count), record["rules"].as_i64(), "{record}");
    }
}

#[test]
fn a_filter_counts_as_the_page_does() {
    let csv = gen_ok(&[
        "export",
        "-f",
        "csv",
        "-w",
        "indicators",
        "--where",
        "technique=T1204",
    ]);
    let csv = String::from_utf8(csv).expect("UTF-8");
    let page = text("techniques/T1204/values.csv");
    let counted = |text: &str, columns: [usize; 6]| -> Vec<String> {
        let simple = text.lines().skip(1).filter(|line| !line.contains('"'));
        let pick = |line: &str| {
            let cells: Vec<&str> = line.split(',').collect();
            columns
                .map(|at| cells.get(at).copied().unwrap_or_default())
                .join("|")
        };
        let mut rows: Vec<String> = simple.map(pick).collect();
        rows.sort();
        rows
    };
    let rows = counted(&csv, [0, 1, 2, 3, 4, 5]);
    assert!(!rows.is_empty());
    assert_eq!(rows, counted(&page, [0, 1, 2, 3, 4, 5]));
}

#[test]
fn an_unfiltered_export_is_the_file_of_the_site() {
    for (format, what) in [
        ("ndjson", "rules"),
        ("csv", "rules"),
        ("json", "techniques"),
        ("json", "exclusions"),
        ("csv", "fields"),
    ] {
        let bytes = gen_ok(&["export", "-f", format, "-w", what]);
        let file = fs::read(site().join(format!("data/{what}.{format}"))).expect("a file");
        assert!(bytes == file, "{what}.{format}");
    }
}

#[test]
fn the_same_catalog_gives_the_same_database() {
    let export = |jobs: &str| gen_ok(&["export", "-f", "sqlite", "--jobs", jobs]);
    assert!(export("1") == export("4"));
}

#[test]
fn markdown_and_layers_are_of_the_rules_chosen() {
    let document = gen_ok(&[
        "export",
        "-f",
        "markdown",
        "--where",
        "technique=T1204 vendor=sigma",
    ]);
    let document = String::from_utf8(document).expect("UTF-8");
    assert!(
        document.starts_with("# technique=T1204 vendor=sigma\n"),
        "{document}"
    );
    assert!(
        document.contains("\n### Sigma\n") && !document.contains("\n### Elastic\n"),
        "{document}"
    );
    let layer = gen_ok(&[
        "export",
        "-f",
        "layer",
        "--where",
        "vendor=sigma",
        "--minus",
        "vendor=elastic",
    ]);
    let layer: Value = serde_json::from_slice(&layer).expect("JSON");
    let gap = json("data/navigator/enterprise-attack-sigma-minus-elastic.json");
    assert_eq!(layer["techniques"], gap["techniques"]);
}

#[test]
fn mistakes_in_a_request_are_explained() {
    let project = Project::new();
    let run = project.run(&["export", "-w", "rules", "--where", "vendor=sigma severty=high"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("column 14 of the filter"), "{}", run.stderr);
    let run = project.run(&["export", "--format", "csv"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("with --what"), "{}", run.stderr);
    let run = project.run(&["export", "-f", "sqlite", "-w", "rules", "-o", "x"]);
    assert_eq!(run.code, 2);
    let run = project.ok(&["export", "-f", "csv", "-w", "rules", "--where", "vendor=nobody"]);
    assert!(
        run.stderr.contains("no rule is chosen by `vendor=nobody`"),
        "{}",
        run.stderr
    );
    assert_eq!(run.stdout.lines().count(), 1);
}
