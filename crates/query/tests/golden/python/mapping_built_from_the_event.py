def rule(event):
    settings = {pair["key"]: pair["value"] for pair in event.get("settings")}
    return settings.get("mfa") == "off"
