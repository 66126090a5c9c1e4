//! `fields/<family>.tsv`: the spellings of a vendor family.

use rule::knowledge::{FieldAlias, FieldKind};

use super::Reader;

/// Reads all families; within one, earlier rows come first.
pub(super) fn read(reader: &mut Reader<'_>) -> Vec<FieldAlias> {
    let mut found = Vec::new();
    for family in reader.names("fields") {
        let path = format!("fields/{family}.tsv");
        reader.rows(
            &path,
            ["alias", "concept", "kind", "context"],
            |[alias, concept, kind, context]| {
                if alias.is_empty() || concept.is_empty() {
                    return Err("a row needs an alias and a concept".to_owned());
                }
                found.push(FieldAlias {
                    vendor: family.clone(),
                    alias: alias.to_owned(),
                    concept: concept.to_owned(),
                    kind: kind_of(kind)?,
                    context: context.to_owned(),
                });
                Ok(())
            },
        );
    }
    found
}

fn kind_of(word: &str) -> Result<FieldKind, String> {
    match word {
        "same" | "" => Ok(FieldKind::Same),
        "name" => Ok(FieldKind::NameOf),
        "path" => Ok(FieldKind::PathOf),
        "part" => Ok(FieldKind::PartOf),
        "value" => Ok(FieldKind::ValueMapped),
        other => Err(format!("`{other}` is none of same, name, path, part, value")),
    }
}
