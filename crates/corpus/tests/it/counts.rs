//! Counts over the real corpora.

use corpus::Reading;

use crate::corpora::readings;

/// Rules tagged with a technique or a sub-technique of it.
fn tagged(reading: &Reading, technique: &str) -> usize {
    let rules = reading.rules.iter().filter(|rule| rule.liveness.is_live());
    rules
        .filter(|rule| {
            rule.techniques
                .iter()
                .any(|tag| tag.id.parent().as_str() == technique)
        })
        .count()
}

#[test]
fn every_vendor_gives_the_rules_it_has() {
    let Some(readings) = readings() else {
        return;
    };
    // vendor, (rules, live), refused, live and tagged T1204
    let expected = [
        ("sigma", (4041, 3780), 0, 57),
        ("elastic", (2192, 2068), 0, 57),
        ("splunk", (1870, 1869), 0, 55),
        ("armory", (1898, 1898), 0, 51),
        ("sentinel", (2622, 2622), 0, 55),
        ("secops", (348, 348), 0, 5),
        ("panther", (1073, 1056), 0, 12),
    ];
    for (vendor, rules, refused, t1204) in expected {
        let reading = &readings[vendor];
        let tally = reading.tally;
        println!("{vendor} {tally:?}");
        for problem in reading
            .problems
            .iter()
            .filter(|problem| problem.message.starts_with("not a"))
        {
            println!("  {}:{} {}", problem.path, problem.line, problem.message);
        }
        assert_eq!(tally.read + tally.companions + tally.refused, tally.files);
        assert_eq!(
            ((tally.rules, tally.live), tally.refused, tagged(reading, "T1204")),
            (rules, refused, t1204),
            "{vendor}"
        );
    }
}
