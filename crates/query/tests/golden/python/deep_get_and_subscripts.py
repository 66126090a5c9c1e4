from panther_base_helpers import deep_get

def rule(event):
    return (
        event.deep_get("actor", "login", default="") == "svc"
        and deep_get(event, "request", "path") == "/admin"
        and event["target"]["ids"][0] == "t1"
        and event.deep_walk("hops", "city") == "Oslo"
    )
