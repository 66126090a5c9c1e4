KNOWN_CLIENTS = {f"1Password for {system}" for system in ("Mac", "Windows", "Linux", "iOS", "Android", "Web")}
SUCCESS = ["success", "firewall_reported_success"]


def is_known(name):
    return name in KNOWN_CLIENTS


def rule(event):
    if event.get("category") not in SUCCESS:
        return False
    if (client := event.get("client")) is None:
        return False
    if not is_known(client.get("app_name")):
        return True
    version = client.get("app_version", "0")
    return version.startswith("6") or version.startswith("7") if version != "0" else False
