VERBS = ("Set-MpPreference", "Add-MpPreference")
OPTIONS = ["DisableRealtimeMonitoring", "DisableBehaviorMonitoring", "ExclusionPath", "ExclusionExtension"]


def rule(event):
    if event.get("fdr_event_type") not in ["ProcessRollup2", "SyntheticProcessRollup2"]:
        return False
    line = event.deep_get("event", "CommandLine", default="")
    if event.deep_get("event", "ParentBaseFileName") in ("CcmExec.exe", "gpscript.exe"):
        return False
    return any([verb in line for verb in VERBS]) and any(option in line for option in OPTIONS)
