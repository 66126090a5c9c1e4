WHERE = {
    "PutA": lambda p: p.get("a"),
    "PutB": lambda p: p.get("b"),
    "PutC": lambda p: p.get("c"),
}


def rule(event):
    where = WHERE.get(event.get("name"))
    if not where:
        return False
    return where(event.get("parameters")) == "public"
