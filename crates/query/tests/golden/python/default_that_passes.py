def rule(event):
    return event.get("region", "us-east-1") == "us-east-1" and not event.get("enabled", True)
