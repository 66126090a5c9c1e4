def rule(event):
    hits = [r["name"] for r in event.get("roles", []) if r.get("level") >= 9]
    return len(hits) > 0
