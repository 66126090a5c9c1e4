from gen_base_helpers import is_private_address

OLD_PROTOCOLS = frozenset(["IMAP4", "POP3", "Authenticated SMTP", "Other clients"])


def rule(event):
    properties = event.get("properties", default={})
    if event.get("category") not in ("SignInLogs", "NonInteractiveUserSignInLogs"):
        return False
    if properties.get("status", {}).get("errorCode", -1) != 0:
        return False
    if properties.get("clientAppUsed") not in OLD_PROTOCOLS:
        return False
    if properties.get("userPrincipalName", "").lower().startswith("scan-"):
        return False
    return not is_private_address(event.get("callerIpAddress", ""))
