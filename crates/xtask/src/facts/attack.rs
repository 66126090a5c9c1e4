//! ATT&CK without its prose, and the way between its versions.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::Path;

use super::input::{Facts, Row};
use super::output;

/// The version that the facts about techniques are of.
const VERSION: &str = "18.1";

/// New ids that divide what an old one meant, as rules were retagged; the facts know one successor an id.
const SPLITS: &[(&str, &[&str])] = &[("T1562.004", &["T1686", "T1686.003"])];

/// Where an id leads, and why.
type Redirects = BTreeMap<String, (Vec<String>, &'static str)>;

/// Writes techniques, tactics, redirects and the version.
pub(super) fn write(facts: &Path, folder: &Path) -> Result<(), Box<dyn Error>> {
    let techniques = Facts::read(facts, "attack")?;
    let comment = "ATT&CK techniques; © The MITRE Corporation, reproduced with its permission.";
    let columns = ["id", "name", "domain", "tactics", "platforms", "withdrawn"];
    let path = folder.join("techniques.tsv");
    output::table(&path, comment, columns, techniques.rows().map(technique))?;
    let tactics = Facts::read(facts, "attack_tactics")?;
    let current = tactics.rows().filter(|row| row.get("deprecated") != "true");
    let mut rows: Vec<Row<'_>> = current.collect();
    let order = |row: &Row<'_>| {
        ["enterprise", "mobile", "ics"]
            .iter()
            .position(|it| *it == row.get("domain"))
    };
    rows.sort_by_key(|row| (order(row), row.number("order")));
    let comment = "ATT&CK tactics in matrix order; © The MITRE Corporation, reproduced with its permission.";
    let cells = |row: Row<'_>| {
        let domain = format!("{}-attack", row.get("domain"));
        [
            domain.as_str(),
            row.get("id"),
            row.get("shortname"),
            row.get("name"),
        ]
        .map(str::to_owned)
    };
    let path = folder.join("tactics.tsv");
    output::table(
        &path,
        comment,
        ["domain", "id", "slug", "name"],
        rows.into_iter().map(cells),
    )?;
    write_redirects(&techniques, &Facts::read(facts, "attack_v18_to_v19")?, folder)?;
    fs::write(folder.join("version.txt"), format!("{VERSION}\n"))?;
    Ok(())
}

fn technique(row: Row<'_>) -> [String; 6] {
    let is_withdrawn = row.get("revoked") == "true" || row.get("deprecated") == "true";
    let domain = format!("{}-attack", row.get("domain"));
    let platforms = match row.get("platforms") {
        "None" => "",
        platforms => platforms,
    };
    let cells = [
        row.get("id"),
        row.get("name"),
        &domain,
        row.get("tactics"),
        platforms,
        if is_withdrawn { "yes" } else { "" },
    ];
    cells.map(str::to_owned)
}

fn write_redirects(techniques: &Facts, versions: &Facts, folder: &Path) -> Result<(), Box<dyn Error>> {
    let (forward, back) = between_versions(versions);
    let mut all: Redirects = BTreeMap::new();
    for row in techniques
        .rows()
        .filter(|row| !row.get("revoked_by_final").is_empty())
    {
        let successor = row.get("revoked_by_final").to_owned();
        let later = forward
            .get(&successor)
            .map(|(to, _)| to.clone())
            .unwrap_or_default();
        let to = std::iter::once(successor).chain(later).collect();
        all.insert(row.get("id").to_owned(), (to, "revoked"));
    }
    all.extend(forward);
    all.extend(back);
    let rows = all
        .into_iter()
        .map(|(from, (to, why))| [from, to.join(";"), why.to_owned()]);
    let comment = "Ids that lead elsewhere; the first target that the pinned version knows is followed.";
    output::table(
        &folder.join("redirects.tsv"),
        comment,
        ["from", "to", "why"],
        rows,
    )
}

/// From 18 to 19, and back. Back, an id leads first to the one of the same name, then to the most special.
fn between_versions(versions: &Facts) -> (Redirects, Redirects) {
    let mut forward: Redirects = BTreeMap::new();
    let mut sources: BTreeMap<String, Vec<(bool, bool, String)>> = BTreeMap::new();
    for row in versions.rows().filter(|row| row.get("change") == "id-changed") {
        let (from, to) = (row.get("id_v18"), row.get("id_v19"));
        let split = SPLITS.iter().find(|(id, _)| *id == from);
        let targets = split.map_or(vec![to], |(_, targets)| targets.to_vec());
        for target in &targets {
            let is_other_name = row.get("name_v18") != row.get("name_v19");
            let is_parent = !from.contains('.');
            let known = sources.entry((*target).to_owned()).or_default();
            known.push((is_other_name, is_parent, from.to_owned()));
        }
        let why = if split.is_some() { "split" } else { "renamed" };
        forward.insert(
            from.to_owned(),
            (targets.into_iter().map(str::to_owned).collect(), why),
        );
    }
    let mut back: Redirects = BTreeMap::new();
    for (target, mut known) in sources {
        known.sort();
        if known.len() > 1 {
            for (_, _, from) in &known {
                if let Some((_, why)) = forward.get_mut(from) {
                    *why = "merged";
                }
            }
        }
        let why = if known.len() > 1 { "split" } else { "renamed" };
        back.insert(
            target,
            (known.into_iter().map(|(_, _, from)| from).collect(), why),
        );
    }
    (forward, back)
}
