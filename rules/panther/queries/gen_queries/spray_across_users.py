def rule(_):
    return True


def title(event):
    return f"{event.get('source_ip')} failed for {event.get('users')} users"
