//! From configuration to catalog inputs.

use std::collections::BTreeSet;
use std::sync::Arc;

use catalog::{Builder, Catalog};
use corpus::{Problem, Reading, Shelf, Source, Tally, vendors};
use rule::knowledge::{Attack, Tables};
use rule::{Liveness, Rule};
use site::changes::History;
use site::{Prose, Settings, SourceInfo, VendorInfo};

use crate::config::Config;
use crate::live::Changes;
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

/// Reads everything, once.
pub(crate) fn load(config: &Config, include_set_aside: bool, stages: &mut Stages) -> Loaded {
    Loader::default().load(config, include_set_aside, None, stages)
}

/// Reads everything again and again, and only what changed; the outcome is that of reading it once.
#[derive(Default)]
pub(crate) struct Loader {
    shelves: Vec<Shelf>,
    knowledge: Option<Knowledge>,
}

/// ATT&CK and the tables, ready for rules.
struct Knowledge {
    builder: Builder,
    problems: Vec<Problem>,
}

impl Loader {
    /// Reads all sources, ATT&CK, tables and prose, and builds the catalog. Paths that are not among the changes are
    /// as they were when they were read last; without changes, nothing is.
    pub(crate) fn load(
        &mut self,
        config: &Config,
        include_set_aside: bool,
        changes: Option<&Changes>,
        stages: &mut Stages,
    ) -> Loaded {
        let mut unreadable = missing(config);
        let Loader { shelves, knowledge } = self;
        let readings = stages.run("read and decode rules", || read(shelves, config, changes));
        let knowledge = stages.run("read ATT&CK and tables", || know(knowledge, config, changes));
        let mut problems = knowledge.problems.clone();
        let mut prose = prose::read(&config.content, &mut problems);
        prose.append(&mut explanation::pages());
        let (mut rules, mut tallies, mut infos) = (Vec::new(), Vec::new(), Vec::new());
        for (source, reading) in config.sources.iter().zip(readings) {
            account(source, reading.tally, &mut tallies, &mut unreadable);
            infos.push(info(config, source, &reading.tally));
            rules.extend(reading.rules.iter().cloned());
            problems.extend(reading.problems.iter().cloned());
        }
        if include_set_aside {
            let set_aside = rules.iter_mut().filter(|rule| !rule.liveness.is_live());
            set_aside.for_each(|rule| Arc::make_mut(rule).liveness = Liveness::Live);
        }
        rules.sort_by(|a, b| place_of(a).cmp(&place_of(b)));
        // Slugs are unique within a source, and who is live chooses first.
        if include_set_aside || has_siblings(config) {
            corpus::assign_slugs(&mut rules);
        }
        let catalog = stages.run("build the catalog", || knowledge.builder.build(&rules));
        Loaded {
            catalog,
            settings: settings(config, infos, prose),
            tallies,
            problems,
            unreadable,
        }
    }
}

fn read<'a>(shelves: &'a mut Vec<Shelf>, config: &Config, changes: Option<&Changes>) -> Vec<&'a Reading> {
    let is_same = shelves.iter().map(Shelf::source).eq(&config.sources);
    if !is_same {
        *shelves = config.sources.iter().cloned().map(Shelf::new).collect();
    }
    let changed = changes.map(|changes| &changes.paths);
    shelves.iter_mut().map(|shelf| shelf.read(changed)).collect()
}

fn know<'a>(
    known: &'a mut Option<Knowledge>,
    config: &Config,
    changes: Option<&Changes>,
) -> &'a mut Knowledge {
    let data = config.content.join("data");
    let mut inputs = config.attack.iter().chain([&data]);
    if changes.is_none_or(|changes| inputs.any(|input| changes.touch(input))) {
        *known = None;
    }
    known.get_or_insert_with(|| {
        let (attack, tables, problems) = read_knowledge(config);
        Knowledge {
            builder: Builder::new(attack, tables),
            problems,
        }
    })
}

/// Reads ATT&CK and the tables.
pub(crate) fn read_knowledge(config: &Config) -> (Attack, Tables, Vec<Problem>) {
    let (attack, mut problems) = corpus::attack::read_bundles(&config.attack);
    let (tables, fallback, mut found) = corpus::tables::read_tables(&config.content.join("data"));
    problems.append(&mut found);
    let attack = corpus::attack::complete(attack, fallback.unwrap_or_default());
    (attack, tables, problems)
}

/// Notes how a source's files were accounted for, and whether there were none.
pub(crate) fn account(
    source: &Source,
    tally: Tally,
    tallies: &mut Vec<(String, Tally)>,
    unreadable: &mut Vec<String>,
) {
    if tally.files == 0 && !unreadable.contains(&source.name) {
        unreadable.push(source.name.clone());
    }
    tallies.push((source.name.clone(), tally));
}

/// What rules are put in page order by: their vendors as registered, then source, path, line and id.
pub(crate) type Place<'a> = (Option<usize>, &'a str, &'a str, u32, &'a str);

fn place_of(rule: &Arc<Rule>) -> Place<'_> {
    let vendor = vendors::position(&rule.vendor);
    (vendor, &rule.source, &rule.path, rule.line, &rule.id)
}

/// Whether some vendor has several sources.
fn has_siblings(config: &Config) -> bool {
    let mut seen = BTreeSet::new();
    !config.sources.iter().all(|source| seen.insert(&source.vendor))
}

/// Sources whose folder does not exist, and bundles that do not.
pub(crate) fn missing(config: &Config) -> Vec<String> {
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
        history: History::default(),
        sqlite: config.sqlite,
        minify: config.minify,
        generator: env!("CARGO_PKG_VERSION").to_owned(),
    }
}

fn info(config: &Config, source: &Source, tally: &Tally) -> SourceInfo {
    SourceInfo {
        name: source.name.clone(),
        vendor: source.vendor.clone(),
        repository: source.repository.clone(),
        repository_path: source.repository_path.clone(),
        commit: source.commit.clone(),
        licence: source.licence.spdx.clone(),
        licence_url: source.licence.url.clone(),
        full: source.publish == corpus::Publish::Full,
        private: config.private.contains(&source.name),
        files: tally.files,
        refused: tally.refused,
    }
}
