WIDE_SCOPES = ["Mail.Read", "Mail.Send", "Files.ReadWrite.All", "offline_access"]


def changed(event, name):
    for target in event.deep_get("properties", "targetResources", default=[]):
        for change in target.get("modifiedProperties", []):
            if change.get("displayName") == name:
                return change.get("newValue", "")
    return ""


def rule(event):
    if event.get("operationName", "").lower() != "consent to application":
        return False
    if event.deep_get("properties", "result") != "success":
        return False
    if "True" in changed(event, "ConsentContext.IsAdminConsent"):
        return False
    permissions = changed(event, "ConsentAction.Permissions")
    return any(scope in permissions for scope in WIDE_SCOPES)
