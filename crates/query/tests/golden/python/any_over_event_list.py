def rule(event):
    return any(
        tag.get("key") == "env" and tag.get("value") == "prod"
        for tag in event.get("tags", [])
    )
