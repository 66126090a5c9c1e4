//! Which events a rule reads: from its log source, its words and its predicates.

use rule::{Logic, Operator};

use super::sample::{derive, eq, pred, rule};

/// Native events, equivalents behind a `~`.
fn events(vendor: &str, context: &str, logic: Logic) -> Vec<String> {
    let derived = derive(rule(vendor, context, logic));
    let name = |it: &crate::telemetry::Found| {
        let mark = if it.native { "" } else { "~" };
        format!("{mark}{}/{}", it.provider, it.event)
    };
    derived.events.iter().map(name).collect()
}

fn native(vendor: &str, context: &str, logic: Logic) -> Vec<String> {
    let mut found = events(vendor, context, logic);
    found.retain(|it| !it.starts_with('~'));
    found
}

#[test]
fn a_sigma_category_is_one_event_and_its_equivalents() {
    let logic = || eq("Image", "x");
    let found = events("sigma", "product=windows;category=process_creation", logic());
    assert_eq!(found[0], "Sysmon/1");
    for other in [
        "Security-Auditing/4688",
        "Defender-DeviceProcessEvents/ProcessCreated",
    ] {
        assert!(found.contains(&format!("~{other}")), "{other} in {found:?}");
    }
    assert_eq!(
        native("sigma", "product=windows;category=registry_set", logic()),
        ["Sysmon/13"]
    );
    assert_eq!(
        native("sigma", "product=windows;category=image_load", logic()),
        ["Sysmon/7"]
    );
    assert_eq!(
        native("sigma", "product=zeek;service=nowhere", logic()),
        ["zeek-nowhere/any"]
    );
}

#[test]
fn a_windows_id_needs_its_provider() {
    let ids = |ids: &[&str]| pred("EventID", Operator::Eq, ids);
    assert_eq!(
        native(
            "sigma",
            "product=windows;service=security",
            ids(&["4624", "4625"])
        ),
        ["Security-Auditing/4624", "Security-Auditing/4625"]
    );
    assert_eq!(
        native("sigma", "product=windows;service=system", ids(&["7045"])),
        ["Service Control Manager/7045"]
    );
    let of = |provider| Logic::all([eq("Provider_Name", provider), ids(&["104"])]);
    assert_eq!(
        native(
            "sigma",
            "product=windows;service=system",
            of("Microsoft-Windows-Eventlog")
        ),
        ["Eventlog/104"]
    );
    assert_eq!(native("sigma", "", ids(&["4624"])), Vec::<String>::new());
}

#[test]
fn splunk_says_where_by_macro_model_and_selector() {
    let code = |code| eq("EventCode", code);
    assert_eq!(native("splunk", "source=`sysmon`", code("8")), ["Sysmon/8"]);
    assert_eq!(
        native("splunk", "source=`wineventlog_security`", code("4663")),
        ["Security-Auditing/4663"]
    );
    let source = Logic::all([
        eq("source", "XmlWinEventLog:Microsoft-Windows-Sysmon/Operational"),
        code("11"),
    ]);
    assert_eq!(native("splunk", "", source), ["Sysmon/11"]);
    let sourcetype = Logic::all([eq("sourcetype", "aws:cloudtrail"), eq("eventName", "StopLogging")]);
    assert_eq!(native("splunk", "", sourcetype), ["AWS-CloudTrail/StopLogging"]);
    let model = "source=datamodel Endpoint.Processes;data_source=Sysmon EventID 1";
    assert_eq!(
        native("splunk", model, eq("Processes.process_name", "x")),
        ["Sysmon/1"]
    );
    assert_eq!(
        native("splunk", "source=`some_new_macro`", eq("x", "y")),
        ["some_new_macro/any"]
    );
}

#[test]
fn sentinel_tables_are_narrowed() {
    let id = |id| eq("EventID", id);
    assert_eq!(
        native("sentinel", "source=SecurityEvent", id("4688")),
        ["Security-Auditing/4688"]
    );
    let sysmon = Logic::all([eq("Source", "Microsoft-Windows-Sysmon"), id("1")]);
    assert_eq!(native("sentinel", "source=Event", sysmon), ["Sysmon/1"]);
    assert_eq!(
        native(
            "sentinel",
            "source=DeviceFileEvents",
            eq("ActionType", "FileCreated")
        ),
        ["Defender-DeviceFileEvents/FileCreated"]
    );
    assert_eq!(
        native("sentinel", "source=DeviceFileEvents", eq("FileName", "x")),
        ["Defender-DeviceFileEvents/any"]
    );
    assert_eq!(
        native("sentinel", "source=AWSCloudTrail", eq("EventName", "StopLogging")),
        ["AWS-CloudTrail/StopLogging"]
    );
    assert_eq!(
        native("sentinel", "source=NewVendor_CL", eq("a_s", "x")),
        ["Sentinel-NewVendor_CL/any"]
    );
}

#[test]
fn elastic_categories_are_read_from_the_declared_indices() {
    let start = || Logic::all([eq("host.os.type", "windows"), eq("event.type", "start")]);
    let everywhere =
        "source=process;index=logs-endpoint.events.process-*;index=logs-windows.sysmon_operational-*";
    let found = native("elastic", everywhere, start());
    assert_eq!(found, ["Elastic-Endpoint/process.start", "Sysmon/1"]);
    let found = native("elastic", "source=process", start());
    assert_eq!(found, ["Elastic-Endpoint/process.start"]);
    let dataset = Logic::all([
        eq("event.dataset", "okta.system"),
        eq("event.action", "user.session.start"),
    ]);
    let found = native("elastic", "index=filebeat-*;index=logs-okta*", dataset);
    assert_eq!(found, ["Okta-SystemLog/user.session.start"]);
    assert_eq!(
        native("elastic", "index=logs-new_vendor.audit-*", eq("x", "y")),
        ["new_vendor.audit/any"]
    );
}

#[test]
fn udm_types_and_product_events() {
    let found = native(
        "secops",
        "source=PROCESS_LAUNCH",
        eq("metadata.event_type", "PROCESS_LAUNCH"),
    );
    assert_eq!(found, ["Chronicle-UDM/PROCESS_LAUNCH"]);
    let logic = Logic::all([
        eq("metadata.product_name", "AWS CloudTrail"),
        eq("metadata.product_event_type", "StopLogging"),
    ]);
    assert_eq!(native("secops", "", logic), ["AWS-CloudTrail/StopLogging"]);
}

#[test]
fn a_log_type_is_a_provider() {
    let found = native(
        "panther",
        "log_type=AWS.CloudTrail",
        eq("eventName", "StopLogging"),
    );
    assert_eq!(found, ["AWS-CloudTrail/StopLogging"]);
    let found = native(
        "panther",
        "log_type=Notion.AuditLogs",
        eq("event.type", "user.login"),
    );
    assert_eq!(found, ["Notion.AuditLogs/user.login"]);
    assert_eq!(
        native("panther", "log_type=AWS.EC2.Instance", eq("ImageId", "x")),
        ["AWS.EC2.Instance/any"]
    );
}

#[test]
fn declarations_are_compared_with_queries() {
    let context = "source=`wineventlog_security`;data_source=Windows Event Log Security 4625;data_source=Sysmon EventID 1";
    let derived = derive(rule("splunk", context, eq("EventCode", "4624")));
    let declaration = derived.known.declaration;
    let name = |(provider, event): &(String, String)| format!("{provider}/{event}");
    let unread: Vec<String> = declaration.unread.iter().map(name).collect();
    assert_eq!(unread, ["Security-Auditing/4625", "Sysmon/1"]);
    assert_eq!(derived.events[0].event, "4624");
    assert!(derived.events[0].read && !derived.events[0].declared);
}
