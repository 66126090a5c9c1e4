//! Platforms and domains, with their reasons.

use super::sample::{derive, eq, rule};

fn facets(vendor: &str, context: &str) -> (Vec<String>, Vec<String>) {
    let facets = derive(rule(vendor, context, eq("x", "y"))).known.facets;
    (
        facets.platforms.into_keys().collect(),
        facets.domains.into_keys().collect(),
    )
}

#[test]
fn platforms_follow_from_what_is_declared_and_read() {
    for (vendor, context, platforms, domains) in [
        (
            "sigma",
            "product=windows;category=process_creation",
            &["windows"][..],
            &["endpoint"][..],
        ),
        ("sigma", "product=aws;service=cloudtrail", &["aws"], &["cloud"]),
        (
            "sigma",
            "product=okta;service=okta",
            &["saas:okta"],
            &["identity"],
        ),
        ("splunk", "source=`sysmon`", &["windows"], &["endpoint"]),
        (
            "splunk",
            "data_source=Sysmon for Linux EventID 1",
            &["linux"],
            &["endpoint"],
        ),
        (
            "elastic",
            "source=process;@host.os.type=linux",
            &["linux"],
            &["endpoint"],
        ),
        ("sentinel", "source=SecurityEvent", &["windows"], &["endpoint"]),
        ("sentinel", "source=EmailEvents", &["m365"], &["email"]),
        ("sentinel", "source=SigninLogs", &["azure"], &["identity"]),
        (
            "panther",
            "log_type=GSuite.ActivityEvent",
            &["google-workspace"],
            &["cloud"],
        ),
        (
            "panther",
            "log_type=Notion.AuditLogs",
            &["saas:notion"],
            &["application"],
        ),
    ] {
        let found = facets(vendor, context);
        assert_eq!((found.0, found.1), (own(platforms), own(domains)), "{context}");
    }
}

fn own(words: &[&str]) -> Vec<String> {
    words.iter().map(|&word| word.to_owned()).collect()
}

#[test]
fn every_facet_has_a_reason() {
    let facets = derive(rule("sigma", "product=windows;category=dns_query", eq("x", "y")))
        .known
        .facets;
    assert_eq!(facets.platforms["windows"], "product windows");
    assert_eq!(facets.domains["endpoint"], "platform windows");
}
