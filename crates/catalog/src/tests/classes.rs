//! What kind of thing a value is: each case is a mistake that a reference page made with real rules.

use rule::{Logic, Operator};

use super::sample::{derive, pred, rule};
use crate::Class;

fn class(vendor: &str, context: &str, field: &str, op: Operator, value: &str) -> Class {
    let derived = derive(rule(vendor, context, pred(field, op, &[value])));
    let mut own = derived
        .known
        .predicates
        .iter()
        .filter(|it| it.leaf.predicate.field == field);
    own.next().expect("the predicate is mapped").class
}

#[test]
fn what_selects_events_is_no_indicator() {
    for (vendor, context, field, value) in [
        ("elastic", "source=process", "event.type", "start"),
        ("elastic", "source=process", "event.action", "exec"),
        ("elastic", "source=process", "host.os.type", "linux"),
        ("elastic", "", "event.category", "process"),
        ("elastic", "", "event.dataset", "okta.system"),
        ("elastic", "", "event.code", "malicious_file"),
        ("sigma", "product=windows;service=security", "EventID", "4688"),
        ("sigma", "product=linux;service=auditd", "type", "SYSCALL"),
        ("splunk", "source=`wineventlog_security`", "EventCode", "4663"),
        ("splunk", "", "sourcetype", "aws:cloudtrail"),
        ("splunk", "", "index", "main"),
        ("splunk", "", "source", "XmlWinEventLog:Security"),
        (
            "armory",
            "source=`get_endpoint_data` `get_endpoint_data_winevent`",
            "Type",
            "Process",
        ),
        ("sentinel", "source=DeviceFileEvents", "ActionType", "FileCreated"),
        ("sentinel", "source=SecurityEvent", "EventID", "4688"),
        ("sentinel", "source=CommonSecurityLog", "DeviceVendor", "Cisco"),
        ("secops", "", "metadata.event_type", "PROCESS_LAUNCH"),
        ("secops", "", "metadata.vendor_name", "Microsoft"),
        (
            "panther",
            "log_type=Crowdstrike.FDREvent",
            "event_simpleName",
            "ProcessRollup2",
        ),
    ] {
        assert_eq!(
            class(vendor, context, field, Operator::Eq, value),
            Class::Telemetry,
            "{field} {value}"
        );
    }
}

#[test]
fn what_an_actor_did_is_an_indicator() {
    for (vendor, context, field, value) in [
        (
            "sigma",
            "product=aws;service=cloudtrail",
            "eventName",
            "StopLogging",
        ),
        (
            "elastic",
            "index=logs-aws.cloudtrail-*;@event.dataset=aws.cloudtrail",
            "event.action",
            "StopLogging",
        ),
        ("sentinel", "source=OfficeActivity", "Operation", "New-InboxRule"),
        (
            "sigma",
            "product=windows;category=process_creation",
            "Image",
            "C:\\x\\regsvr32.exe",
        ),
        ("splunk", "source=`kube_audit`", "verb", "create"),
        ("panther", "log_type=Slack.AuditLogs", "action", "user_login"),
    ] {
        assert_eq!(
            class(vendor, context, field, Operator::Eq, value),
            Class::Indicator,
            "{field} {value}"
        );
    }
}

#[test]
fn too_little_text_means_nothing_alone() {
    let context = "product=windows;category=process_creation";
    for (op, value) in [
        (Operator::Contains, "#"),
        (Operator::Eq, "-"),
        (Operator::Wildcard, "*-*d*"),
        (Operator::Wildcard, "-*p*"),
        (Operator::RegexMatch, ".*"),
        (Operator::Contains, "  "),
        (Operator::Eq, "true"),
        (Operator::Eq, "5"),
    ] {
        assert_eq!(
            class("sigma", context, "CommandLine", op, value),
            Class::Generic,
            "{value}"
        );
    }
    for (op, value) in [
        (Operator::Contains, " -enc"),
        (Operator::RegexMatch, "(?i)DavWWWRoot"),
        (Operator::Gt, "1024"),
    ] {
        assert_eq!(
            class("sigma", context, "CommandLine", op, value),
            Class::Indicator,
            "{value}"
        );
    }
}

#[test]
fn equal_names_of_two_services_do_not_meet() {
    let concept = |log_type: &str| {
        let rule = rule(
            "panther",
            &format!("log_type={log_type}"),
            pred("type", Operator::Eq, &["login"]),
        );
        derive(rule).known.predicates[0].concept.clone()
    };
    assert_eq!(concept("Tines.Audit"), "Tines.Audit:type");
    assert_eq!(concept("Asana.Audit"), "Asana.Audit:type");
}

/// A page that ranks values listed `cmd.exe` anywhere in the event before any field: rules for Splunk name a term
/// before they compare it.
#[test]
fn a_term_that_a_comparison_repeats_is_in_no_row() {
    let terms = pred("", Operator::Keyword, &["WINWORD.EXE", "cmd.exe", "ngrok tunnel"]);
    let pattern = r"(?i)(winword|excel)\.exe.*\\cmd\.exe";
    let logic = Logic::all([terms, pred("process", Operator::RegexMatch, &[pattern])]);
    let derived = derive(rule("armory", "source=`get_endpoint_data`", logic)).known;
    let of = |class| -> Vec<&str> {
        let terms = derived
            .predicates
            .iter()
            .filter(|it| it.folded_op == Operator::Keyword && it.class == class);
        terms
            .flat_map(|it| it.folded_values.iter().map(String::as_str))
            .collect()
    };
    assert_eq!(of(Class::Prefilter), ["WINWORD.EXE", "cmd.exe"]);
    assert_eq!(of(Class::Indicator), ["ngrok tunnel"]);
    let alone = derive(rule(
        "sigma",
        "product=linux",
        pred("", Operator::Keyword, &["cmd.exe"]),
    ));
    assert_eq!(alone.known.predicates[0].class, Class::Indicator);
}
