def rule(event):
    return event.get("score", 100) <= 30 and event.get("score", 100) >= 1
