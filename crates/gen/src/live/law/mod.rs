//! The law: after any sequence of edits the site is, byte for byte, that of a clean build.
//!
//! Random scripts of edits over a small site whose files depend on each other in every way there is: macros and Python
//! modules that rules use, data tables, templates and their parts, prose, static files, the configuration. A script
//! that breaks the law is shrunk to the shortest that does.

mod files;
mod site;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, TestRunner};

use files::FILES;
use site::Site;

/// One step of a script.
#[derive(Clone, Debug)]
enum Step {
    /// A file gets one of its versions: it is added, changed or reverted.
    Write(&'static str, &'static str),
    /// The same as an editor does it: another file takes its place.
    Replace(&'static str, &'static str),
    Remove(&'static str),
    /// A file takes the place of another.
    Rename(&'static str, &'static str),
    /// New times, old bytes.
    Touch(&'static str),
    /// The folder of a file goes away with all that is in it.
    RemoveFolder(&'static str),
    /// What changed where something happened is read, and compared with a clean build.
    Glance,
    /// What changed anywhere is read, and compared with a clean build.
    Look,
}

fn path() -> impl Strategy<Value = &'static str> {
    select(FILES).prop_map(|file| file.path)
}

fn version() -> impl Strategy<Value = (&'static str, &'static str)> {
    select(FILES).prop_flat_map(|file| (Just(file.path), select(file.versions)))
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => version().prop_map(|(path, text)| Step::Write(path, text)),
        2 => version().prop_map(|(path, text)| Step::Replace(path, text)),
        2 => path().prop_map(Step::Remove),
        2 => (path(), path()).prop_map(|(from, to)| Step::Rename(from, to)),
        1 => path().prop_map(Step::Touch),
        1 => path().prop_map(Step::RemoveFolder),
        3 => Just(Step::Glance),
        2 => Just(Step::Look),
    ]
}

/// How many scripts: a few by default, 100 where time allows, any number by `GEN_LAW_CASES`.
fn cases() -> u32 {
    let asked = std::env::var("GEN_LAW_CASES")
        .ok()
        .and_then(|text| text.parse().ok());
    let slow = std::env::var_os("GEN_SLOW_TESTS").is_some();
    asked.unwrap_or(if slow { 100 } else { 20 })
}

#[test]
fn after_any_edits_the_site_is_that_of_a_clean_build() {
    let config = Config {
        cases: cases(),
        failure_persistence: None,
        max_shrink_iters: 200,
        ..Config::default()
    };
    let law = |steps: Vec<Step>| {
        let mut site = Site::new();
        for step in steps.iter().chain([&Step::Look]) {
            match step {
                Step::Write(path, text) => site.write(path, text),
                Step::Replace(path, text) => site.replace(path, text),
                Step::Remove(path) => site.remove(path),
                Step::Rename(from, to) => site.rename(from, to),
                Step::Touch(path) => site.touch(path),
                Step::RemoveFolder(path) => site.remove_folder(path),
                Step::Glance => {
                    let (live, clean) = (site.heard(), site.clean());
                    prop_assert_eq!(live.difference(&clean), None);
                }
                Step::Look => {
                    let (live, clean) = (site.live(), site.clean());
                    prop_assert_eq!(live.difference(&clean), None);
                }
            }
        }
        Ok(())
    };
    let result = TestRunner::new(config).run(&vec(step(), 1..20), law);
    result.unwrap_or_else(|error| panic!("{error}"));
}
