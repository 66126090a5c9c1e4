PARENTS = {"winword.exe", "excel.exe", "powerpnt.exe", "outlook.exe", "mspub.exe", "onenote.exe"}
CHILDREN = {
    "powershell.exe",
    "pwsh.exe",
    "cmd.exe",
    "wscript.exe",
    "cscript.exe",
    "mshta.exe",
    "rundll32.exe",
    "regsvr32.exe",
}
HARMLESS = ["\\spool\\drivers\\", "ndfapi.dll"]


def rule(event):
    if event.get("fdr_event_type") != "ProcessRollup2" or event.get("event_platform") != "Win":
        return False
    parent = event.deep_get("event", "ParentBaseFileName", default="").lower()
    image = event.deep_get("event", "ImageFileName", default="").lower()
    line = event.deep_get("event", "CommandLine", default="")
    if any(part in line for part in HARMLESS):
        return False
    return parent in PARENTS and image.split("\\")[-1] in CHILDREN
