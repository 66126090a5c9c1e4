import json

RULES = json.loads("""
{"allow": {"ports": [22, 443], "strict": true, "zones": ["lab"]}}
""")
BROKEN = json.loads("{")


def rule(event):
    allowed = RULES.get("allow", {})
    if allowed.get("strict") and event.get("port") in allowed["ports"]:
        return False
    if event.get("zone") in BROKEN.get("zones", []):
        return False
    return event.get("zone") in RULES["allow"]["zones"]
