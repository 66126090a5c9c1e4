def title(event):
    return event.get("title") == "never read"

def rule(event):
    return event.get("x") == "read"

def severity(event):
    return "HIGH" if event.get("y") == "z" else "LOW"
