def rule(event):
    if event.get("eventSource") != "vault.example.com":
        return False
    return event.get("eventName") == "OpenVault"
