INTERPRETERS = ["osascript", "/bin/bash", "/bin/zsh", "python3", "/tmp/"]


def rule(event):
    if "launchd" not in event.get("name", "") or event.get("action") != "added":
        return False
    path = event.deep_get("columns", "path") or ""
    if "homebrew.mxcl." in path:
        return False
    arguments = event.deep_get("columns", "program_arguments", default="")
    if path.startswith(("/Library/LaunchDaemons/", "/Library/LaunchAgents/")) or "/Library/LaunchAgents/" in path:
        return any(word in arguments for word in INTERPRETERS)
    return False
