def rule(event):
    return len(event.get("command", "")) > 100 and 400 <= event.get("code") < 500 and event.get("x") == 1.0
