import re

ROLES = {"admin", "owner"}


def rule(event):
    if event.get("action") != "update":
        return False
    found = re.findall(r"from (\w+) to (\w+)", event.get("detail", ""))[0] or ("none", "none")
    return found[1] in ROLES and found[0] not in ROLES
