import json


def rule(event):
    if event.get("event_type") == "FILE_MARKED_MALICIOUS":
        return True
    if event.get("event_type") != "SHIELD_ALERT":
        return False
    details = event.get("additional_details", {})
    if isinstance(details, str):
        details = json.loads(details)
    alert = details.get("shield_alert", {})
    if alert.get("rule_category", "") == "Malicious Content":
        return alert.get("risk_score", 0) > 50
    return False
