def rule(event):
    return (
        event.get("eventType") in ["user.mfa.factor.reset_all", "user.mfa.factor.deactivate"]
        and event.deep_get("outcome", "result", default="") == "SUCCESS"
    )


def alert_context(event):
    return {"target": event.deep_walk("target", "alternateId"), "ip": event.deep_get("client", "ipAddress")}
