def rule(event):
    parts = event.get("resource", "").split("/")
    return len(parts) >= 3 and parts[1] == "secret"
