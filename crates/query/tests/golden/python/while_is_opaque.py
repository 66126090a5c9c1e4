def rule(event):
    if event.get("type") != "dns":
        return False
    name = event.get("name")
    while "." in name:
        name = name[1:]
    return name == "x"
