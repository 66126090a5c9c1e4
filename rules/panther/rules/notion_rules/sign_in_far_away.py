from panther_detection_helpers.caching import get_string_set, put_string_set


def rule(event):
    if event.deep_get("event", "type") != "user.login":
        return False
    key = "notion-" + event.deep_get("event", "actor", "id", default="")
    networks = get_string_set(key)
    network = ".".join(event.deep_get("event", "ip_address", default="").split(".")[:2])
    if network in networks:
        return False
    put_string_set(key, list(networks) + [network])
    return len(networks) >= 1
