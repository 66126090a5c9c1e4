import ipaddress

OFFICE = [ipaddress.ip_network("198.51.100.0/24"), ipaddress.ip_network("2001:db8::/32")]

def rule(event):
    address = ipaddress.ip_address(event.get("ip"))
    return not any(address in network for network in OFFICE) and address.is_global
