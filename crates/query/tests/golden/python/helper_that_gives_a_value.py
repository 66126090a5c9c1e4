def actor(event):
    if event.get("kind") == "human":
        return event.get("login")
    return event.get("service")

def rule(event):
    return actor(event) == "root"
