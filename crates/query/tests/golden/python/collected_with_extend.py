RISKY = {"admin", "root"}


def found(users):
    names = []
    for user in users:
        risky = set(user.get("groups", [])) & RISKY
        if risky:
            names.extend(list(risky))
    return names


def rule(event):
    if event.get("verb") != "create":
        return False
    return bool(found(event.get("users", [])))
