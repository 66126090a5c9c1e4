FAILED = "failed_login"
SUCCEEDED = "successful_login"
FACTOR_RESET = "mfa_reset"


def get_event_type(event):
    if event.get("eventType") == "user.session.start":
        return SUCCEEDED if event.deep_get("outcome", "result") == "SUCCESS" else FAILED
    if event.get("eventType", "").startswith("user.mfa.factor."):
        return FACTOR_RESET
    return None
