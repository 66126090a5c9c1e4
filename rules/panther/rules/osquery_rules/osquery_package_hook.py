import shlex

TOOLS = {"curl", "wget", "nc", "base64"}


def rule(event):
    parent = event.deep_get("columns", "parent_cmdline", default="")
    line = event.deep_get("columns", "cmdline", default="")
    if not ("npm install" in parent or "pip install" in parent or "setup.py" in parent):
        return False
    if "registry.npmjs.org" in line or "node-pre-gyp" in line:
        return False
    try:
        words = shlex.split(line)
    except ValueError:
        return False
    return len(words) > 1 and words[0].split("/")[-1] in TOOLS
