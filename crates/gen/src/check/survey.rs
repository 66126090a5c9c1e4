//! Reading everything for `check`: source by source, and of each rule only what remains of it once it was looked at.

use catalog::{Census, Inspector};
use corpus::{Problem, Source, Tally, vendors};
use rule::{Liveness, Rule};

use super::scope::Scope;
use crate::config::Config;
use crate::load;
use crate::prose;
use crate::stages::Stages;

/// What all sources gave.
pub(super) struct Surveyed {
    /// The rules and what there is to say about them.
    pub(super) census: Census,
    /// How each source's files were accounted for, in the order of the configuration.
    pub(super) tallies: Vec<(String, Tally)>,
    /// What is wrong with files within the scope.
    pub(super) problems: Vec<Problem>,
    /// Sources and bundles of which nothing could be read.
    pub(super) unreadable: Vec<String>,
}

/// Reads everything and compares all rules.
pub(super) fn run(config: &Config, scope: &Scope, include_set_aside: bool, stages: &mut Stages) -> Surveyed {
    let mut unreadable = load::missing(config);
    let (attack, tables, mut problems) =
        stages.run("read ATT&CK and tables", || load::read_knowledge(config));
    // What is wrong with pages of prose is told as well.
    prose::read(&config.content, &mut problems);
    let inspector = Inspector::new(attack, tables);
    let look = |mut rule: Rule| {
        if include_set_aside {
            rule.liveness = Liveness::Live;
        }
        let is_wanted = scope.wants_rule(&rule);
        inspector.look(rule, is_wanted)
    };
    let mut readings: Vec<_> = stages.run("read and look at rules", || {
        let sources = config.sources.iter();
        sources
            .map(|source| (source, corpus::read_each(source, look)))
            .collect()
    });
    let mut tallies = Vec::new();
    for (source, reading) in &mut readings {
        if reading.tally.files == 0 && !unreadable.contains(&source.name) {
            unreadable.push(source.name.clone());
        }
        tallies.push((source.name.clone(), reading.tally));
        problems.append(&mut reading.problems);
    }
    problems.retain(|it| scope.wants_file(&it.source, &it.path));
    // Sources in page order, so that there is hardly anything left to sort.
    let order = vendors::vendor_ids();
    let vendor = |id: &str| order.iter().position(|it| *it == id);
    readings.sort_by_key(|(source, _): &(&Source, _)| (vendor(&source.vendor), &source.name));
    let rules = readings.iter().map(|(_, reading)| reading.rules.len()).sum();
    let mut sketches = Vec::with_capacity(rules);
    sketches.extend(readings.into_iter().flat_map(|(_, reading)| reading.rules));
    sketches.sort_by(|a, b| {
        let places = || (&a.source, &a.path, a.line, &a.id).cmp(&(&b.source, &b.path, b.line, &b.id));
        vendor(&a.vendor).cmp(&vendor(&b.vendor)).then_with(places)
    });
    Surveyed {
        census: stages.run("compare rules", || inspector.compare(sketches)),
        tallies,
        problems,
        unreadable,
    }
}
