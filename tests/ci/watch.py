# SPDX-License-Identifier: Apache-2.0
"""watch.py FOLDER JOB: runs the Cloud Run job JOB as Cloud Scheduler does: all of its tasks, with the arguments that
`gcloud run jobs deploy` got (tests/ci/bin/gcloud), and FOLDER in place of /config. Prints the exit code of each task, and
`alert NAME` for each alerting policy of logs whose filter an entry on standard error matches.

As a module: what the stand-in of gcloud keeps in $HOSTED/watch.json, checked.
"""
import json
import os
import pathlib
import re
import subprocess
import sys

FILE = "watch.json"
# of AlertPolicy and its conditions (Cloud Monitoring API v3)
CONDITIONS = {"conditionMatchedLog": {"filter", "labelExtractors"},
              "conditionAbsent": {"filter", "aggregations", "duration"}}


def state():
    path = pathlib.Path(os.environ["HOSTED"]) / FILE
    return json.loads(path.read_text()) if path.exists() else {"jobs": {}, "schedules": {}, "policies": {}}


def kept(kind):
    return state()[kind]


def keep(kind, name, value):
    now = state()
    now[kind][name] = value
    (pathlib.Path(os.environ["HOSTED"]) / FILE).write_text(json.dumps(now))


def minutes(text):
    return int(re.fullmatch(r"([0-9]+)m", text).group(1))


def keep_job(o):
    volume = dict(part.split("=", 1) for part in o["add_volume"].split(","))
    mount = dict(part.split("=", 1) for part in o["add_volume_mount"].split(","))
    assert volume["type"] == "cloud-storage" and volume["readonly"] == "true" and volume["name"] == mount["volume"], o
    assert re.search(r":[0-9]+\.[0-9]+\.[0-9]+$", o["image"]), "the image is not one release"
    assert o["max_retries"] == "0", "a task that ended with 1 or 3 has a result: to run it again is no help"
    assert 1 <= int(o["tasks"]) <= 10000 and 1 <= minutes(o["task_timeout"]) <= 24 * 60
    keep("jobs", o["job"], dict(o, folder=mount["mount-path"]))


def keep_schedule(verb, o):
    assert (o["job"] in kept("schedules")) == (verb == "update"), "NOT_FOUND or ALREADY_EXISTS"
    job = kept("jobs")[o["job"]]
    where = "v2/projects/%s/locations/%s/jobs/%s:run" % (job["project"], job["region"], job["job"])
    assert o["uri"] == "https://run.googleapis.com/" + where and o["http_method"] == "POST", o["uri"]
    minute, *others = o["schedule"].split()
    assert others == ["*"] * 4, o["schedule"]
    step = re.fullmatch(r"\*/([0-9]+)", minute)
    pause = int(step.group(1)) if step else 60
    assert step or 0 <= int(minute) < 60, minute
    assert 60 % pause == 0 and minutes(job["task_timeout"]) < pause, "an execution may begin before the last one ended"
    keep("schedules", o["job"], o)


def keep_policy(name, policy):
    assert set(policy) == {"displayName", "userLabels", "combiner", "conditions", "alertStrategy", "documentation"}
    assert policy["combiner"] == "OR" and policy["documentation"]["mimeType"] == "text/markdown"
    for condition in policy["conditions"]:
        kind, = set(condition) - {"displayName"}
        assert set(condition[kind]) == CONDITIONS[kind], condition
        jobs = set(re.findall(r'job_name="([^"]*)"', condition[kind]["filter"]))
        assert jobs and jobs <= set(kept("jobs")), jobs
        if kind == "conditionMatchedLog":
            assert policy["alertStrategy"]["notificationRateLimit"]["period"].endswith("s"), "required with logs"
            assert not matches(condition[kind]["filter"], {"severity": "INFO"}, "")
        else:
            longest = max(60 if not s["schedule"].startswith("*/") else int(s["schedule"].split()[0][2:])
                          for job, s in kept("schedules").items() if job in jobs)
            assert int(condition[kind]["duration"][:-1]) > 2 * 60 * longest, "one late execution would alert"
    keep("policies", name or "projects/demo/alertPolicies/%d" % (len(kept("policies")) + 1), policy)


SEVERITIES = ["DEFAULT", "DEBUG", "INFO", "NOTICE", "WARNING", "ERROR", "CRITICAL", "ALERT", "EMERGENCY"]


def matches(text, entry, job):
    """Evaluates a filter of Cloud Logging: comparisons by = and >=, AND, OR, parentheses."""
    values = {"resource.type": "cloud_run_job", "resource.labels.job_name": job, "severity": entry["severity"]}
    values.update(("labels." + k, v) for k, v in entry.get("logging.googleapis.com/labels", {}).items())
    tokens = re.findall(r'\(|\)|AND\b|OR\b|[\w.]+(?:>=|=)(?:"[^"]*"|\w+)', text)
    assert "".join(tokens) == re.sub(r"\s", "", text), tokens

    def holds(token):
        field, operator, value = re.fullmatch(r'([\w.]+)(>=|=)"?([^"]*)"?', token).groups()
        has = values.get(field)
        if operator == "=":
            return has == value
        return SEVERITIES.index(has) >= SEVERITIES.index(value)

    words = {"(": "(", ")": ")", "AND": "and", "OR": "or"}
    return eval(" ".join(words.get(t) or str(holds(t)) for t in tokens))  # only (, ), and, or, True, False


def run(folder, name):
    job, entries, codes = kept("jobs")[name], [], []
    schedule = kept("schedules")[name]
    assert schedule["uri"].endswith("/%s:run" % name)
    for index in range(int(job["tasks"])):
        words = [word.replace("=" + job["folder"] + "/", "=" + folder + "/") for word in job["args"].split(",")]
        done = subprocess.run([os.environ["RUNGATE"], *words], capture_output=True, text=True, timeout=120,
                              env=dict(os.environ, CLOUD_RUN_TASK_INDEX=str(index), CLOUD_RUN_TASK_COUNT=job["tasks"]))
        codes.append(done.returncode)
        print(done.stdout)
        entries += [json.loads(line) for line in done.stderr.splitlines()]
    print("%s: the tasks ended with %s" % (name, codes))
    for policy in kept("policies").values():
        for condition in policy["conditions"]:
            text = condition.get("conditionMatchedLog", {}).get("filter")
            if text and any(matches(text, entry, name) for entry in entries):
                print("alert %s" % policy["userLabels"]["rungate"])


if __name__ == "__main__":
    run(*sys.argv[1:])
