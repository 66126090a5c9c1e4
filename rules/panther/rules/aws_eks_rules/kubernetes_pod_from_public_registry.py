from gen_base_helpers import is_system_namespace

REGISTRIES = ("docker.io/", "quay.io/", "ghcr.io/")


def rule(event):
    if event.get("verb") != "create" or event.deep_get("objectRef", "resource") != "pods":
        return False
    if is_system_namespace(event.deep_get("objectRef", "namespace")):
        return False
    if not 200 <= event.deep_get("responseStatus", "code", default=0) < 300:
        return False
    for image in event.deep_walk("requestObject", "spec", "containers", "image", default=[], return_val="all"):
        if image.startswith(REGISTRIES):
            return True
    return False
