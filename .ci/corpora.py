"""Counts of a build over the public corpora, against what a reading by hand gave."""

import json
import sys
from collections import Counter
from pathlib import Path

folder = Path(sys.argv[1])
LIVE = {"sigma": 3780, "elastic": 2068, "splunk": 1869, "armory": 1898, "secops": 348}
READ = {"elastic": 2192, "splunk": 1870, "panther": 1073}
T1204 = {"sigma": 57, "elastic": 57, "secops": 5, "panther": 12, "splunk": 55, "armory": 51}

wrong = []


def expect(what, expected, actual):
    print(f"{what}: {actual}")
    if expected != actual:
        wrong.append(f"{what}: expected {expected}, got {actual}")


lines = [json.loads(line) for line in (folder / "report.ndjson").read_text().splitlines()]
summary = next(line for line in lines if line["kind"] == "summary")
for source in summary["sources"]:
    name = source["name"]
    expect(f"{name}: every file accounted for", source["files"], source["read"] + source["companions"] + source["refused"])
    if name in LIVE:
        expect(f"{name}: live rules", LIVE[name], source["live"])
    if name in READ:
        expect(f"{name}: rules read", READ[name], source["rules"])
    if name == "sentinel":
        print(f"sentinel: {source['live']} live rules, {source['refused']} files refused")

tagged = Counter()
with (folder / "corpora/data/rules.ndjson").open() as rules:
    for line in rules:
        rule = json.loads(line)
        if rule["live"] and any(it["id"].split(".")[0] == "T1204" for it in rule["attack"]):
            tagged[rule["vendor"]] += 1
for vendor, count in T1204.items():
    expect(f"{vendor}: rules for T1204 and below", count, tagged[vendor])

if wrong:
    sys.exit("\n".join(wrong))
