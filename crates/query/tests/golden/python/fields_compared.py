def rule(event):
    return event.get("source") == event.get("target") and event.get("owner").lower() != event.get("actor").lower()
