def rule(event):
    return event.udm("event_type") == "admin_role" and event.udm("actor", "name") != "ops"
