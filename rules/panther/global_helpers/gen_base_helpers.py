"""Small functions that several of the rules share."""

from fnmatch import fnmatch
from ipaddress import ip_address, ip_network

SYSTEM_NAMESPACES = {"kube-system", "kube-public", "kube-node-lease"}
PRIVATE_RANGES = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8")


def deep_get(dictionary, *keys, default=None):
    """The value at a path of keys, or the default where the path ends early."""
    out = dictionary
    for key in keys:
        if not hasattr(out, "get"):
            return default
        out = out.get(key)
    return default if out is None else out


def cloudtrail_success(event):
    """Whether the call succeeded."""
    return not (event.get("errorCode") or event.get("errorMessage"))


def is_private_address(address):
    """Whether an address lies in one of the private ranges; false for what is no address."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    return any(parsed in ip_network(network) for network in PRIVATE_RANGES)


def pattern_match(value, pattern):
    """A glob on a value that may be missing."""
    return bool(value) and fnmatch(value, pattern)


def pattern_match_list(value, patterns):
    """Any of several globs."""
    return any(pattern_match(value, pattern) for pattern in patterns)


def is_system_namespace(namespace):
    """Whether a namespace belongs to the cluster itself."""
    return namespace in SYSTEM_NAMESPACES


def gsuite_parameter(event, name, default=None):
    """The value of a named parameter of a Workspace event."""
    for parameter in event.get("parameters") or []:
        if parameter.get("name") == name:
            return parameter.get("value", default)
    return default
