from gen_base_helpers import pattern_match_list

HARMLESS_REPOSITORIES = ["*-docs", "website"]


def rule(event):
    run = event.get("workflow_run", {})
    if event.get("action") != "completed" or not run:
        return False
    if pattern_match_list(event.deep_get("repository", "name"), HARMLESS_REPOSITORIES):
        return False
    same_repository = event.deep_get("workflow_run", "head_repository", "id") == event.deep_get("repository", "id")
    return (
        run.get("event") == "pull_request_target"
        and run.get("conclusion") in {"success", "failure"}
        and (event.deep_get("workflow_run", "head_repository", "fork") is True or not same_repository)
    )
