def policy(resource):
    return resource["AnyExist"] and resource["MinimumPasswordLength"] >= 14
