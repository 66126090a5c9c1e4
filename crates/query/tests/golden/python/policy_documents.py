import json

from policyuniverse.policy import Policy


def rule(event):
    document = Policy(json.loads(event.get("document")))
    if event.get("eventName") == "PutPolicy":
        return document.is_internet_accessible()
    for statement in document.statements:
        if statement.effect != "Allow" or statement.condition_entries:
            continue
        if "s3:*" in statement.actions and {"*"}.intersection(statement.principals):
            return True
        if statement.uses_not_principal():
            return True
    return False
