//! The law: after any sequence of edits the site is, byte for byte, that of a clean build.
//!
//! Random scripts of edits over a small site whose files depend on each other in every way there is: macros and Python
//! modules that rules use, data tables, templates and their parts, prose, static files, the configuration. A script
//! that breaks the law is shrunk to the shortest that does.

mod files;
mod site;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, TestRunner};

use site::Site;

/// One step of a script.
#[derive(Clone, Debug)]
enum Step {
    /// A file gets one of its versions: it is added, changed or reverted.
    Write(Index, Index),
    /// The same as an editor does it: another file takes its place.
    Replace(Index, Index),
    Remove(Index),
    /// A file takes the place of another.
    Rename(Index, Index),
    /// New times, old bytes.
    Touch(Index),
    /// A folder of rules goes away with all that is in it.
    RemoveFolder(Index),
    /// What changed is read, and compared with a clean build.
    Look,
}

fn step() -> impl Strategy<Value = Step> {
    let file = any::<Index>;
    prop_oneof![
        6 => (file(), any::<Index>()).prop_map(|(file, version)| Step::Write(file, version)),
        2 => (file(), any::<Index>()).prop_map(|(file, version)| Step::Replace(file, version)),
        2 => file().prop_map(Step::Remove),
        2 => (file(), file()).prop_map(|(from, to)| Step::Rename(from, to)),
        1 => file().prop_map(Step::Touch),
        1 => file().prop_map(Step::RemoveFolder),
        4 => Just(Step::Look),
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
                Step::Write(file, version) => site.write(file, version),
                Step::Replace(file, version) => site.replace(file, version),
                Step::Remove(file) => site.remove(file),
                Step::Rename(from, to) => site.rename(from, to),
                Step::Touch(file) => site.touch(file),
                Step::RemoveFolder(file) => site.remove_folder(file),
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
