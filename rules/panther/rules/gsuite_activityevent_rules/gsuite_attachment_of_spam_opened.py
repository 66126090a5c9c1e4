RISKY = {"docm", "xlsm", "iso", "lnk", "one", "html"}


def rule(event):
    opened = event.deep_get("event_info", "mail_event_type", default=0) in (11, 12, 13)
    if not opened or not event.deep_get("message_info", "is_spam"):
        return False
    count = 0
    for attachment in event.deep_get("message_info", "attachment", default=[]):
        if attachment.get("file_extension_type", "").lower() in RISKY:
            count += 1
    return count > 0
