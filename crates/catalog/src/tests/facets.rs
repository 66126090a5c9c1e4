//! Platforms and domains, with their reasons.

use rule::Logic;

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

#[test]
fn a_maker_of_many_things_says_less_than_the_thing() {
    assert_eq!(facets("sigma", "product=cisco;service=duo").0, ["saas:duo"]);
    assert_eq!(facets("sigma", "product=cisco;service=aaa").0, ["network"]);
    let (platforms, domains) = facets(
        "sentinel",
        "source=SecurityAlert;connector=IoT;data_type=SecurityAlert (ASC for IoT)",
    );
    assert_eq!((platforms, domains), (own(&["network"]), own(&["ot"])));
    assert_eq!(facets("sentinel", "source=SecurityAlert").0, ["azure"]);
}

#[test]
fn programs_tell_the_system_where_the_sensor_does_not() {
    let edr = "source=`get_endpoint_data_edr`;data_category=EDR Logs";
    for (value, platforms) in [
        ("(?i)\\\\tool\\.exe", &["windows"][..]),
        ("HKLM\\Software\\Run", &["windows"]),
        ("launchctl load", &["macos"]),
        ("chattr +i", &["linux"]),
        ("/etc/shadow", &["linux"]),
        ("--silent", &[]),
    ] {
        let rule = rule("armory", edr, eq("process", value));
        let facets = derive(rule).known.facets;
        let found: Vec<&String> = facets.platforms.keys().collect();
        assert_eq!(found, platforms, "{value}");
    }
    let spared = Logic::all([eq("process", "--silent"), Logic::not(eq("process", "C:\\a.exe"))]);
    assert_eq!(
        derive(rule("armory", edr, spared)).known.facets.platforms.len(),
        0,
        "what it excludes says nothing"
    );
    let served = derive(rule(
        "armory",
        "data_category=Web Server Logs",
        eq("url", "/x.exe"),
    ));
    assert!(
        served.known.facets.platforms.is_empty(),
        "nor is it asked of other domains"
    );
}

#[test]
fn a_log_of_one_product_names_it() {
    for (log, platform) in [
        ("Snyk.OrgAudit", "saas:snyk"),
        ("Docusign.Connect", "saas:docusign"),
        ("Crowdstrike.EventStreams", "saas:crowdstrike"),
    ] {
        assert_eq!(facets("panther", &format!("log_type={log}")).0, [platform]);
    }
}

#[test]
fn a_sensor_of_every_system_is_of_the_one_whose_programs_it_is_asked_for() {
    let table = "source=DeviceProcessEvents";
    let asked = |value: &str| {
        let logic = eq("ProcessCommandLine", value);
        let facets = derive(rule("sentinel", table, logic)).known.facets;
        facets.platforms.into_keys().collect::<Vec<_>>()
    };
    assert_eq!(asked("curl -o /etc/cron.d/x"), ["linux"]);
    assert_eq!(asked("rundll32 x"), ["windows"]);
    assert_eq!(asked("--quiet"), ["windows"], "most of its machines");
    let joined = rule(
        "sentinel",
        "data_type=DeviceProcessEvents;data_type=EmailEvents",
        eq("x", "y"),
    );
    let facets = derive(joined).known.facets;
    assert_eq!(
        facets.platforms.into_keys().collect::<Vec<_>>(),
        ["m365", "windows"]
    );
}

#[test]
fn a_rule_tagged_with_systems_is_for_these() {
    let mut it = rule("elastic", "index=auditbeat-*", eq("process.name", "curl"));
    it.tags = vec![
        "OS: macOS".to_owned(),
        "OS: Windows".to_owned(),
        "Tactic: Execution".to_owned(),
    ];
    let facets = derive(it).known.facets;
    assert_eq!(
        facets.platforms.into_keys().collect::<Vec<_>>(),
        ["macos", "windows"]
    );
}

#[test]
fn a_table_taken_from_several_makers_tells_of_none_of_them() {
    let one = "data_type=SecurityAlert (ASC for IoT)";
    assert_eq!(facets("sentinel", one).1, ["ot"]);
    let several = "data_type=SecurityAlert (MDATP);data_type=SecurityAlert (ASC for IoT)";
    assert!(!facets("sentinel", several).1.contains(&"ot".to_owned()));
}

#[test]
fn what_a_threat_is_called_is_no_program() {
    let told = |field| {
        let rule = rule("sigma", "category=antivirus", eq(field, "rundll32"));
        derive(rule)
            .known
            .facets
            .platforms
            .into_keys()
            .collect::<Vec<_>>()
    };
    assert!(told("Signature").is_empty());
    assert_eq!(told("Image"), ["windows"]);
}

#[test]
fn where_nothing_else_tells_the_fields_do() {
    let facets = derive(rule("secops", "", eq("network.http.method", "POST")))
        .known
        .facets;
    assert_eq!(facets.domains["network"], "field network.http.method");
}
