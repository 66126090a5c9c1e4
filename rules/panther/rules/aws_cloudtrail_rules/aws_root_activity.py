def rule(event):
    identity = event.get("userIdentity", {})
    return (
        identity.get("type") == "Root"
        and identity.get("invokedBy") is None
        and event.get("eventType") != "AwsServiceEvent"
    )


def title(event):
    return f"Root used from {event.get('sourceIpAddress')}"
