ALLOWED_DOMAINS = []
OWNERS = {}

def rule(event):
    if event.get("domain") in ALLOWED_DOMAINS:
        return False
    return event.get("user") not in OWNERS.get(event.get("team"), [])
