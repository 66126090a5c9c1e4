def rule(event)
    return event ==
