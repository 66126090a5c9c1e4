//! A killed build is noticed and healed by the next one.

use std::thread;
use std::time::Duration;

use crate::project::{Project, RULE};

/// Kills at growing delays; `GEN_SLOW_TESTS` asks for more of them.
fn kills() -> u64 {
    if std::env::var_os("GEN_SLOW_TESTS").is_some() {
        40
    } else {
        8
    }
}

#[test]
fn the_build_after_a_kill_equals_a_clean_one() {
    let project = Project::new();
    for n in 2..60 {
        let text = RULE
            .replace("000000000001", &format!("0000000000{n:02}"))
            .replace("Odd reader", &format!("Reader {n}"));
        project.write(&format!("rules/rules/r{n}.yml"), &text);
    }
    for n in 0..kills() {
        let changed = RULE.replace("allowed", &format!("allowed {n}"));
        project.write("rules/rules/one.yml", &changed);
        let mut child = project.command(&["build", "--quiet"]).spawn().expect("gen runs");
        thread::sleep(Duration::from_millis(5 * n));
        // It may have finished by now.
        let _ = child.kill();
        child.wait().expect("gen ends");
    }
    project.ok(&["build"]);
    project.ok(&["build", "--out", "clean"]);
    assert_eq!(project.tree("public"), project.tree("clean"));
}
