def rule(event):
    count = 0
    for entry in event.get("entries", []):
        if entry.get("failed"):
            count += 1
    return count > 5
