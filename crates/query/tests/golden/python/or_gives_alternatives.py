def rule(event):
    user = event.get("user") or event.get("login") or "nobody"
    return user == "root"
