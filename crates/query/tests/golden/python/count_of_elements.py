def rule(event):
    return len([t for t in event.get("threats", []) if t.get("state") == "active"]) >= 3
