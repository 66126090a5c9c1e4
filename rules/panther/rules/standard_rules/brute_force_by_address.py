SCANNER = "203.0.113.7"


def rule(event):
    if event.udm("source_ip") == SCANNER:
        return False
    return event.udm("event_type") == "failed_login" and bool(event.udm("source_ip"))


def dedup(event):
    return event.udm("source_ip")
