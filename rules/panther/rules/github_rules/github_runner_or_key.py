def rule(event):
    if event.get("actor", "").endswith("[bot]"):
        return False
    action = event.get("action", "")
    return action.endswith(".register_self_hosted_runner") or action == "public_key.create"
