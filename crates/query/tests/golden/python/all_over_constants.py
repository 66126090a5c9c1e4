REQUIRED = ("read", "write")

def rule(event):
    return all(scope in event.get("scopes") for scope in REQUIRED)
