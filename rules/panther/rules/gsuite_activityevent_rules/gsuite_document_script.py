from gen_base_helpers import gsuite_parameter

KNOWN_APPLICATIONS = ["Contoso Calendar", "Contoso CRM"]


def rule(event):
    if event.deep_get("id", "applicationName") != "token" or event.get("name") != "authorize":
        return False
    if gsuite_parameter(event, "app_name") in KNOWN_APPLICATIONS:
        return False
    scope = gsuite_parameter(event, "scope", "")
    return "mail.google.com" in scope or "auth/drive" in scope
