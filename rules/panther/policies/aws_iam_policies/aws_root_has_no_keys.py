def policy(resource):
    report = resource["CredentialReport"]
    return not report["AccessKey1Active"] and not report["AccessKey2Active"]
