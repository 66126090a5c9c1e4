//! `logsources/<kind>.tsv`: what a log source, macro, index pattern or table stands for.

use rule::knowledge::{LogSourceFact, LogSourceRelation};

use super::Reader;

/// Reads all kinds of keys; the kind is the file's name.
pub(super) fn read(reader: &mut Reader<'_>) -> Vec<LogSourceFact> {
    let mut found = Vec::new();
    for kind in reader.names("logsources") {
        let path = format!("logsources/{kind}.tsv");
        reader.rows(
            &path,
            ["key", "provider", "event", "relation"],
            |[key, provider, event, relation]| {
                if key.is_empty() || provider.is_empty() || event.is_empty() {
                    return Err("a row needs a key, a provider and an event".to_owned());
                }
                found.push(LogSourceFact {
                    kind: kind.clone(),
                    key: key.to_owned(),
                    provider: provider.to_owned(),
                    event: event.to_owned(),
                    relation: relation_of(relation)?,
                });
                Ok(())
            },
        );
    }
    found
}

fn relation_of(word: &str) -> Result<LogSourceRelation, String> {
    match word {
        "native" => Ok(LogSourceRelation::Native),
        "equivalent" => Ok(LogSourceRelation::Equivalent),
        "channel" => Ok(LogSourceRelation::Channel),
        other => Err(format!("`{other}` is none of native, equivalent, channel")),
    }
}
