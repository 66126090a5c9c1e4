WIDE = frozenset({"channels:history", "groups:history", "im:history", "files:read", "admin"})
INSTALLED = ("app_installed", "app_approved", "app_scopes_expanded")
FOUND = []


def rule(event):
    global FOUND  # pylint: disable=global-statement
    app = event.deep_get("entity", "app", default={})
    if event.get("action") not in INSTALLED or app.get("is_directory_approved"):
        return False
    FOUND = sorted(filter(lambda scope: scope in WIDE, app.get("scopes") or []))
    return len(FOUND) > 0


def title(event):
    return f"{event.deep_get('entity', 'app', 'name')} may {', '.join(FOUND)}"
