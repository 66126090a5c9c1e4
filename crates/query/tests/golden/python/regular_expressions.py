import re

PATTERN = re.compile(r"^adm-\d+$", re.IGNORECASE)
OTHERS = [re.compile(p) for p in (r"x{3}", r"y{3}")]

def rule(event):
    if re.search(r"bot\b", event.get("agent", "")):
        return False
    return PATTERN.match(event.get("user")) is not None or any(p.search(event.get("note")) for p in OTHERS)
