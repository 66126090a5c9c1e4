def rule(event):
    found = []
    worst = None
    for item in event.get("items") or []:
        if item.get("severity") == "high":
            found.append(item.get("id"))
            worst = item.get("owner")
    return bool(found) and worst == "finance"
