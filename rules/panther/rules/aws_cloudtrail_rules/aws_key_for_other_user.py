from gen_base_helpers import cloudtrail_success

KEY_CALLS = {"CreateAccessKey", "CreateLoginProfile"}


def rule(event):
    if not cloudtrail_success(event):
        return False
    if event.get("eventSource") != "iam.amazonaws.com" or event.get("eventName") not in KEY_CALLS:
        return False
    if "AWSReservedSSO_" in event.deep_get("userIdentity", "arn", default=""):
        return False
    return event.deep_get("requestParameters", "userName") != event.deep_get("userIdentity", "userName")


def title(event):
    return f"Key made for {event.deep_get('requestParameters', 'userName')}"


def dedup(event):
    return event.deep_get("userIdentity", "arn")


def severity(event):
    if event.get("eventName") == "CreateLoginProfile":
        return "HIGH"
    return "DEFAULT"
