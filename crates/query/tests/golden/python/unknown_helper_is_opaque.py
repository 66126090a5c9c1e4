from somewhere_else import reputation

def rule(event):
    return event.get("type") == "login" and reputation(event.get("ip")) > 80
