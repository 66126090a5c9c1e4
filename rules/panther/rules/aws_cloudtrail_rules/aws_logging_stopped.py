STOPPING = {
    "cloudtrail.amazonaws.com": ["StopLogging", "DeleteTrail"],
    "guardduty.amazonaws.com": ["DeleteDetector", "DisassociateFromMasterAccount"],
    "ec2.amazonaws.com": ["DeleteFlowLogs"],
}
TEST_ACCOUNTS = ["222222222222"]


def rule(event):
    if event.get("recipientAccountId") in TEST_ACCOUNTS:
        return False
    if event.get("eventName") in STOPPING.get(event.get("eventSource"), []):
        return True
    if event.get("eventName") == "PutEventSelectors":
        selectors = event.deep_get("requestParameters", "eventSelectors") or []
        for selector in selectors:
            if selector.get("includeManagementEvents") is False:
                return True
    return False
