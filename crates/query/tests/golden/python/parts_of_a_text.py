import shlex

def rule(event):
    path = event.get("path", "")
    return any([
        path.split("\\")[-1] in ("cmd.exe", "wsl.exe"),
        event.get("email").split("@")[-1] == "example.org",
        event.get("arn").split(":")[5] == "root",
        event.get("host").partition(".")[0] == "dc01",
        event.get("id")[:4] == "ASIA",
        shlex.split(event.get("command"))[0] == "aws",
    ])
