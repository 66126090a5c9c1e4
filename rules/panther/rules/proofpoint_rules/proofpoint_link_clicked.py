def rule(event):
    if event.get("eventType") != "clicksPermitted":
        return False
    if event.get("threatStatus") in {"cleared", "falsePositive"}:
        return False
    return event.get("classification") in {"phish", "malware"} and not event.get("url", "").startswith(
        "https://training.corp.example/"
    )
