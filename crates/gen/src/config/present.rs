//! Which of the configured sources are there to be read.
//!
//! A source that has not been synced is left out with a notice, not an error: a fresh clone builds without a network.
//! Samples stand in until the first source of rules is synced, so that they never mix with what they stand for.

use std::path::Path;

use super::{Config, Lock, Mark};

/// Leaves out what is not there, and gives synced sources the commit that their folder holds.
///
/// # Errors
/// The lock cannot be read; the message says why.
pub(super) fn settle(config: &mut Config, folder: &Path) -> Result<(), String> {
    let lock = Lock::read(folder)?;
    let (mut unsynced, mut has_rules) = (Vec::new(), false);
    for upstream in &config.upstreams {
        if !upstream.folder.is_dir() {
            unsynced.push(upstream.name.clone());
            config
                .attack
                .retain(|bundle| !bundle.starts_with(&upstream.folder));
            continue;
        }
        has_rules |= upstream.reader.is_some();
        let (mark, pin) = (Mark::read(&upstream.folder), lock.pin(&upstream.name));
        let here = mark.as_ref().map(|mark| &mark.source).or(pin);
        if let Some(stale) = pin
            .zip(here)
            .filter(|(pin, here)| pin != here)
            .map(|_| &upstream.name)
        {
            config.notices.push(format!(
                "{stale}: the folder holds another state than gen.lock; `gen sync` brings the pinned one"
            ));
        }
        let mut sources = config.sources.iter_mut().chain(&mut config.held_back);
        let source = sources.find(|source| source.name == upstream.name);
        if let Some((source, here)) = source.zip(here) {
            source.commit.get_or_insert_with(|| here.commit.clone());
        }
    }
    let samples = std::mem::take(&mut config.samples);
    let is_off = |name: &String| unsynced.contains(name) || has_rules && samples.contains(name);
    let is_there = |source: &corpus::Source| !is_off(&source.name);
    // If nothing is left, saying that there is nothing to read is right.
    if config.sources.iter().chain(&config.held_back).any(is_there) {
        config.sources.retain(is_there);
        config.held_back.retain(is_there);
    }
    if !unsynced.is_empty() {
        let names = unsynced.join(", ");
        config.notices.push(format!(
            "not synced and left out: {names}; `gen sync` fetches them"
        ));
    }
    Ok(())
}
