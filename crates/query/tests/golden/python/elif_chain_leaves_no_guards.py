def rule(event):
    action = event.get("action")
    if action == "create":
        return event.get("public") is True
    elif action == "share":
        return event.get("target") == "anyone"
    else:
        return False
