from urllib.parse import unquote

def rule(event):
    return "/etc/passwd" in unquote(event.get("uri"))
