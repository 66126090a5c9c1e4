def rule(event):
    return event.get("instances", 0) > 1
