from fnmatch import fnmatch
from panther_base_helpers import pattern_match_list

GLOBS = ["arn:*:role/admin*", "*-root"]

def rule(event):
    return pattern_match_list(event.get("arn"), GLOBS) and not fnmatch(event.get("name"), "ci-*-runner?")
