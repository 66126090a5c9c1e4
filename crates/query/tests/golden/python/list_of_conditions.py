def rule(event):
    return all([
        event.get("a") == 1,
        any([event.get("b") == "x", event.get("c") == "y"]),
        not event.get("d"),
    ])
