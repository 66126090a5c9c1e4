RISK_BY_TYPE = {"msi": 3, "exe": 3, "iso": 2, "docm": 2, "zip": 1}


def rule(event):
    if event.get("action") not in ("file_downloaded", "file_downloaded_blocked"):
        return False
    external = event.deep_get("context", "is_external") == "true"
    risk = RISK_BY_TYPE.get(event.deep_get("entity", "file", "filetype"), 0)
    return risk >= 2 if external else risk >= 3
