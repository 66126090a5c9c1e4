from datetime import datetime

def rule(event):
    age = datetime.now() - datetime.fromisoformat(event.get("created"))
    return event.get("kind") == "key" and age.days > 90
