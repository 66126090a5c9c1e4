//! From configuration to catalog inputs.

use std::sync::Arc;

use catalog::{Catalog, Inputs};
use corpus::{Problem, Source, Tally, vendors};
use rule::{Liveness, Rule};
use site::{Prose, Settings, SourceInfo, VendorInfo};

use crate::config::Config;
use crate::stages::Stages;
use crate::{explanation, prose};

/// Everything read, and the catalog made of it.
pub(crate) struct Loaded {
    /// The catalog.
    pub(crate) catalog: Catalog,
    /// What pages need beside it.
    pub(crate) settings: Settings,
    /// How each source's files were accounted for, in the order of the configuration.
    pub(crate) tallies: Vec<(String, Tally)>,
    /// What went wrong, source by source.
    pub(crate) problems: Vec<Problem>,
    /// Sources and bundles of which nothing could be read.
    pub(crate) unreadable: Vec<String>,
}

/// Reads all sources, ATT&CK, tables and prose, and builds the catalog.
pub(crate) fn load(config: &Config, include_set_aside: bool, stages: &mut Stages) -> Loaded {
    let mut problems = Vec::new();
    let mut unreadable = missing(config);
    let readings = stages.run("read and decode rules", || {
        config
            .sources
            .iter()
            .map(|source| (source, corpus::read(source)))
            .collect::<Vec<_>>()
    });
    let (attack, tables) = stages.run("read ATT&CK and tables", || {
        let (attack, mut found) = corpus::attack::read_bundles(&config.attack);
        problems.append(&mut found);
        let (tables, fallback, mut found) = corpus::tables::read_tables(&config.content.join("data"));
        problems.append(&mut found);
        (
            corpus::attack::complete(attack, fallback.unwrap_or_default()),
            tables,
        )
    });
    let mut prose = prose::read(&config.content, &mut problems);
    prose.append(&mut explanation::pages());
    let (mut rules, mut tallies, mut infos) = (Vec::new(), Vec::new(), Vec::new());
    for (source, mut reading) in readings {
        if reading.tally.files == 0 && !unreadable.contains(&source.name) {
            unreadable.push(source.name.clone());
        }
        infos.push(info(source, &reading.tally));
        tallies.push((source.name.clone(), reading.tally));
        rules.append(&mut reading.rules);
        problems.append(&mut reading.problems);
    }
    if include_set_aside {
        rules.iter_mut().for_each(|rule| rule.liveness = Liveness::Live);
    }
    settle(&mut rules);
    let catalog = stages.run("build the catalog", || {
        Catalog::new(Inputs {
            rules: rules.into_iter().map(Arc::new).collect(),
            attack,
            tables,
        })
    });
    Loaded {
        catalog,
        settings: settings(config, infos, prose),
        tallies,
        problems,
        unreadable,
    }
}

/// Puts rules in page order and gives them slugs again: those are unique within a source, and a vendor may have
/// several.
fn settle(rules: &mut [Rule]) {
    let order = vendors::vendor_ids();
    rules.sort_by_cached_key(|rule| {
        let vendor = order.iter().position(|id| *id == rule.vendor);
        (
            vendor,
            rule.source.clone(),
            rule.path.clone(),
            rule.line,
            rule.id.clone(),
        )
    });
    corpus::assign_slugs(rules);
}

/// Sources whose folder does not exist, and bundles that do not.
fn missing(config: &Config) -> Vec<String> {
    let sources = config
        .sources
        .iter()
        .filter(|source| !source.root.is_dir())
        .map(|source| source.name.clone());
    let bundles = config
        .attack
        .iter()
        .filter(|path| !path.is_file())
        .map(|path| path.display().to_string());
    sources.chain(bundles).collect()
}

fn settings(config: &Config, sources: Vec<SourceInfo>, prose: Vec<Prose>) -> Settings {
    let vendor = |id: &str| {
        let found = vendors::find(id);
        VendorInfo {
            id: id.to_owned(),
            title: found.map_or(id, |about| about.title).to_owned(),
            mark: found.map_or(id, |about| about.mark).to_owned(),
        }
    };
    Settings {
        title: config.title.clone(),
        base_url: config.base_url.clone(),
        home: config.base_url.clone(),
        vendors: vendors::vendor_ids().into_iter().map(vendor).collect(),
        sources,
        prose,
        generator: env!("CARGO_PKG_VERSION").to_owned(),
    }
}

fn info(source: &Source, tally: &Tally) -> SourceInfo {
    SourceInfo {
        name: source.name.clone(),
        vendor: source.vendor.clone(),
        repository: source.repository.clone(),
        repository_path: source.repository_path.clone(),
        commit: source.commit.clone(),
        licence: source.licence.spdx.clone(),
        licence_url: source.licence.url.clone(),
        full: source.publish == corpus::Publish::Full,
        files: tally.files,
        refused: tally.refused,
    }
}
