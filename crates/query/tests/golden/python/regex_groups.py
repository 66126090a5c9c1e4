import re

def rule(event):
    found = re.search(r"role (\w+) granted", event.get("message"))
    return bool(found) and found.group(1) == "owner"
