def rule(event):
    if event.get("kind") != "key":
        return False
    used = event.get("used", 0) / event.get("limit", 1)
    return used > 90
