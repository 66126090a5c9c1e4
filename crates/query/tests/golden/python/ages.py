import datetime

from panther_base_helpers import resolve_timestamp_string

MAX_AGE = datetime.timedelta(days=90)


def too_old(text):
    when = resolve_timestamp_string(text)
    if not when:
        return False
    return (datetime.datetime.now() - when) > MAX_AGE


def rule(event):
    if too_old(event.get("rotated")):
        return True
    expires = datetime.datetime.strptime(event.get("expires"), "%Y")
    if expires - datetime.datetime.utcnow() < datetime.timedelta(hours=36):
        return True
    born = datetime.datetime.fromisoformat(event.get("created"))
    return (datetime.datetime.now() - born).days <= 7
