import re

LURE = re.compile(r"captcha|not a robot|verification|cloudflare|# ", re.I)
ADDRESS = r"https?://"


def rule(event):
    line = event.deep_get("event", "CommandLine", default="")
    return (
        event.get("fdr_event_type") == "ProcessRollup2"
        and event.deep_get("event", "ParentBaseFileName") == "explorer.exe"
        and bool(LURE.search(line))
        and re.search(ADDRESS, line) is not None
    )
