DANGEROUS = {"SYS_ADMIN", "NET_ADMIN"}

def rule(event):
    added = set(event.get("capabilities", []))
    return bool(added & DANGEROUS) and added.isdisjoint({"AUDIT_WRITE"}) and event.get("kind") in DANGEROUS | {"ALL"}
