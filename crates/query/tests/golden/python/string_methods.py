def rule(event):
    name = event.get("name", "").strip().lower()
    return (
        name.startswith(("tmp-", "test-"))
        or name.endswith(".dll")
        or "mimi" in name
        or event.get("Path").upper() == "C:\\TEMP"
    )
