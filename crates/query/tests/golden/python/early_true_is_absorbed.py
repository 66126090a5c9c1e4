def rule(event):
    if event.get("kind") == "ALARM":
        return True
    if event.get("kind") != "NOTICE":
        return False
    return event.get("score") > 50
