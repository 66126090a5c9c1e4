def rule(event):
    for change in event.get("changes", []):
        if change.get("old") == change.get("new"):
            continue
        if change.get("field") == "mfa" and not change.get("new"):
            return True
    return False
