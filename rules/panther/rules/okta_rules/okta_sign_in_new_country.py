USUAL = {"Germany", "Austria", "Switzerland"}


def rule(event):
    if event.get("eventType") == "user.session.start" and event.deep_get("outcome", "result") == "SUCCESS":
        country = event.deep_get("client", "geographicalContext", "country")
        agent = event.deep_get("client", "userAgent", "rawUserAgent", default="") or ""
        return country is not None and country not in USUAL and not agent.startswith("okta-mobile")
    return False
