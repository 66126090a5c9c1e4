def rule(event):
    if (kind := event.get("kind")) and kind != "test":
        target = event.get("to") if kind == "send" else event.get("from")
        return target == "mule"
    return False
