def rule(event):
    match event.get("verb"):
        case "delete" | "purge":
            return True
        case "update" if event.get("force"):
            return True
        case _:
            return False
