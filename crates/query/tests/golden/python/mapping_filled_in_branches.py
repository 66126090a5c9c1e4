def context(event):
    found = {}
    text = event.get("detail", "")
    if event.get("kind") == "group":
        if event.get("verb") == "add":
            found["name"] = text[4:]
        if event.get("verb") == "change":
            found["change"] = text
            found["off"] = "On to Off" in found["change"]
    return found


def rule(event):
    about = context(event)
    return "Lock" in about.get("change", "") and about.get("off", False)
