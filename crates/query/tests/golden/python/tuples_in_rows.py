PAIRS = [("admin", "grant"), ("owner", "transfer")]

def rule(event):
    return (event.get("role"), event.get("verb")) in PAIRS
