def is_service(user, prefixes=("svc-", "sa-")):
    if not user:
        return False
    return user.startswith(prefixes)

def rule(event):
    return event.get("action") == "login" and not is_service(event.get("user"))
