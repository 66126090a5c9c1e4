import re

PIPELINE = re.compile(r"^terraform-[a-z]+@.+\.iam\.gserviceaccount\.com$", re.IGNORECASE)


def rule(event):
    method = event.deep_get("protoPayload", "methodName", default="")
    caller = event.deep_get("protoPayload", "authenticationInfo", "principalEmail", default="")
    return all(
        [
            method.endswith("CreateServiceAccountKey"),
            event.deep_get("protoPayload", "serviceName") == "iam.googleapis.com",
            not event.deep_get("protoPayload", "status", "code"),
            PIPELINE.match(caller) is None,
        ]
    )
