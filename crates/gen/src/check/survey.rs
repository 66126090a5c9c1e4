//! Reading everything for `check`: source by source, and of each rule only what remains of it once it was looked at.

use catalog::{Census, Inspector, Sketch};
use corpus::{Problem, Source, Tally, vendors};
use rule::{Liveness, Rule};

use super::scope::Scope;
use crate::config::Config;
use crate::load::{self, Place};
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
        load::account(source, reading.tally, &mut tallies, &mut unreadable);
        problems.append(&mut reading.problems);
    }
    problems.retain(|it| scope.wants_file(&it.source, &it.path));
    // Sources in page order, so that there is hardly anything left to sort.
    readings.sort_by_key(|(source, _): &(&Source, _)| (vendors::position(&source.vendor), &source.name));
    let rules = readings.iter().map(|(_, reading)| reading.rules.len()).sum();
    let mut sketches = Vec::with_capacity(rules);
    sketches.extend(readings.into_iter().flat_map(|(_, reading)| reading.rules));
    sketches.sort_by(|a, b| place_of(a).cmp(&place_of(b)));
    Surveyed {
        census: stages.run("compare rules", || inspector.compare(sketches)),
        tallies,
        problems,
        unreadable,
    }
}

fn place_of(sketch: &Sketch) -> Place<'_> {
    let vendor = vendors::position(&sketch.vendor);
    (vendor, &sketch.source, &sketch.path, sketch.line, &sketch.id)
}
