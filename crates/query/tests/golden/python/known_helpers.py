from panther_base_helpers import get_val_from_list, is_ip_in_network
from panther_crowdstrike_fdr_helpers import get_crowdstrike_field

def rule(event):
    return (
        get_crowdstrike_field(event, "ImageFileName") == "x"
        and is_ip_in_network(event.get("ip"), ["192.0.2.0/24"])
        and "U1" in get_val_from_list(event.get("target"), "id", "type", "User")
    )
