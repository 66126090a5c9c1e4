EVERYONE = {
    "http://acs.amazonaws.com/groups/global/AllUsers",
    "http://acs.amazonaws.com/groups/global/AuthenticatedUsers",
}


def policy(resource):
    if (resource.get("Tags") or {}).get("visibility") == "public":
        return True
    for grant in resource["Grants"] or []:
        if grant["Grantee"]["URI"] in EVERYONE:
            return False
    return True
