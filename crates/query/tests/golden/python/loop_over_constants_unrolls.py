WATCHED = {"admin": "add", "billing": "remove"}

def rule(event):
    for group, verb in WATCHED.items():
        if event.get("group") == group and event.get("verb") == verb:
            return True
    return False
