def rule(event):
    for name in ("a", "b"):
        if event.get(name) == "stop":
            break
    else:
        return event.get("go") is True
    return False
