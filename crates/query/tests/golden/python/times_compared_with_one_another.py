from datetime import datetime


def rule(event):
    start = datetime.fromisoformat(event.get("start"))
    end = datetime.fromisoformat(event.get("end"))
    if start.hour in range(9, 17):
        return False
    return event.get("action") == "login" and (end - start).total_seconds() > 60
