ROLES = {"roles/iam.serviceAccountTokenCreator", "roles/iam.serviceAccountKeyAdmin"}


def rule(event):
    if "SetIAMPolicy" not in event.deep_get("protoPayload", "methodName", default=""):
        return False
    deltas = event.deep_get("protoPayload", "serviceData", "policyDelta", "bindingDeltas", default=[])
    granted = {delta.get("role") for delta in deltas if delta.get("action") == "ADD"}
    return bool(granted & ROLES) or len(granted.intersection(ROLES)) > 0
