def rule(event):
    readers = {
        "PutPolicy": lambda e: e.get("policy"),
        "PutAcl": lambda e: e.get("acl"),
    }
    reader = readers.get(event.get("name"))
    if not reader:
        return False
    return "public" in reader(event)
