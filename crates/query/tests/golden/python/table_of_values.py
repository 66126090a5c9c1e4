LEVELS = {"owner": 3, "admin": 3, "editor": 2}

def rule(event):
    return LEVELS.get(event.get("role"), 0) >= 3
