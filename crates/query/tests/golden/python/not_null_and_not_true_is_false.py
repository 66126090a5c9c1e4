def rule(event):
    flag = event.deep_get("settings", "enabled")
    if flag is None:
        return False
    return not flag
