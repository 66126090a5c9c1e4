def pick(event):
    if event.get("kind") == "file":
        return event.get("path")
    return event.get("url")

def rule(event):
    if event.get("kind") != "file" or not pick(event):
        return False
    return pick(event) == "/etc/shadow" or event.get("kind") == "pipe"
