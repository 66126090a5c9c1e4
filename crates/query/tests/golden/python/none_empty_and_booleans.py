def rule(event):
    return (
        event.get("a") is None
        and event.get("b") is not None
        and event.get("c") == ""
        and event.get("d") == True
        and event.get("e") is False
        and event.get("f") == []
        and "g" in event
    )
