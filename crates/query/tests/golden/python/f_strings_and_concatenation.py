REGION = "eu"
PREFIX = "arn:" + REGION

def rule(event):
    return event.get("arn").startswith(f"{PREFIX}:iam") and event.get("tag") == "%s-prod" % REGION
