SEEN: list = ["a"]

def rule(event):
    global SEEN
    limit: int = 3

    def noisy(value):
        return value > limit

    SEEN = ["b"]
    return event.get("id") in SEEN and noisy(event.get("count"))
