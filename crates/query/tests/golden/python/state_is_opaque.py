from panther_detection_helpers.caching import get_string_set

def rule(event):
    seen = get_string_set("logins")
    return event.get("type") == "login" and event.get("ip") not in seen
