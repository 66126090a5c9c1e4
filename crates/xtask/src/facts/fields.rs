//! Spellings of fields, one table a vendor family.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

use super::input::{Facts, Row};
use super::output;

/// Keeps rows that a schema, a published mapping or a rule confirms, in the order of the facts: earlier rows win.
pub(super) fn write(facts: &Path, folder: &Path) -> Result<(), Box<dyn Error>> {
    let table = Facts::read(facts, "fields")?;
    let mut families: BTreeMap<&str, Vec<[String; 4]>> = BTreeMap::new();
    for row in table.rows().filter(|row| row.get("verified") != "unverified") {
        if let Some(kind) = kind(row) {
            let cells = [row.get("alias"), row.get("canonical"), kind, row.get("context")];
            families
                .entry(row.get("vendor"))
                .or_default()
                .push(cells.map(str::to_owned));
        }
    }
    for (family, rows) in families {
        let comment =
            format!("Field spellings of {family}, one a line; of several that fit, the first wins.");
        let path = folder.join(family).with_extension("tsv");
        output::table(&path, &comment, ["alias", "concept", "kind", "context"], rows)?;
    }
    Ok(())
}

/// `related` fields are near, not the same: they are left out.
fn kind(row: Row<'_>) -> Option<&'static str> {
    match row.get("kind") {
        "same" => Some("same"),
        "basename" => Some("name"),
        "part" | "split" => Some("part"),
        "value-mapped" => Some("value"),
        _ => None,
    }
}
