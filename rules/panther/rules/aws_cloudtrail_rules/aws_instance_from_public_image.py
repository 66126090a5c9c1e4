TRUSTED_OWNERS = set()
SCALERS = ("autoscaling.amazonaws.com", "eks-nodegroup.amazonaws.com")


def rule(event):
    if event.get("eventName") != "RunInstances":
        return False
    if event.deep_get("userIdentity", "invokedBy") in SCALERS:
        return False
    if event.deep_get("responseElements", "ownerId") in TRUSTED_OWNERS:
        return False
    items = event.deep_get("requestParameters", "instancesSet", "items", default=[])
    return any(item.get("imageId", "").startswith("ami-") for item in items)
