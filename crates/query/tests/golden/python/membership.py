ADMIN_ACTIONS = {"grant", "promote"}

def rule(event):
    return event.get("action") in ADMIN_ACTIONS and event.get("actor") not in ("root", None)
