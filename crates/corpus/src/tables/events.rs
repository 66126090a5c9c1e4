//! `events/providers.tsv` and `events/<group>.tsv`: the providers of events, and their events.

use std::collections::HashMap;

use rule::knowledge::EventFact;

use super::Reader;

/// What all events of a provider share.
#[derive(Clone)]
struct Provider {
    full: String,
    platform: String,
    channel: String,
}

/// Reads all events, group by group.
pub(super) fn read(reader: &mut Reader<'_>) -> Vec<EventFact> {
    let providers = providers(reader);
    let mut found = Vec::new();
    for group in reader.names("events") {
        if group == "providers" {
            continue;
        }
        let path = format!("events/{group}.tsv");
        let columns = ["provider", "event", "title", "channel", "platform", "check"];
        reader.rows(
            &path,
            columns,
            |[name, event, title, channel, platform, check]| {
                if name.is_empty() || event.is_empty() {
                    return Err("a row needs a provider and an event".to_owned());
                }
                let Some(provider) = providers.get(name) else {
                    return Err(format!("`{name}` is not in providers.tsv"));
                };
                let own = |cell: &str, shared: &str| if cell.is_empty() { shared } else { cell }.to_owned();
                found.push(EventFact {
                    provider: name.to_owned(),
                    provider_full: provider.full.clone(),
                    event: event.to_owned(),
                    title: title.to_owned(),
                    channel: own(channel, &provider.channel),
                    platform: own(platform, &provider.platform),
                    verified: is_verified(check)?,
                });
                Ok(())
            },
        );
    }
    found
}

fn providers(reader: &mut Reader<'_>) -> HashMap<String, Provider> {
    let mut found = HashMap::new();
    let columns = ["provider", "full", "platform", "channel"];
    reader.rows(
        "events/providers.tsv",
        columns,
        |[name, full, platform, channel]| {
            let provider = Provider {
                full: full.to_owned(),
                platform: platform.to_owned(),
                channel: channel.to_owned(),
            };
            match found.insert(name.to_owned(), provider) {
                None => Ok(()),
                Some(_) => Err(format!("`{name}` stands here twice")),
            }
        },
    );
    found
}

/// The column `check` is empty for a title that was checked against a source.
fn is_verified(check: &str) -> Result<bool, String> {
    match check {
        "" => Ok(true),
        "unverified" => Ok(false),
        other => Err(format!("`{other}` is not `unverified`")),
    }
}
