# SPDX-License-Identifier: Apache-2.0
# lib.sh: shared by the tests of CI files: a simulated cloud with three services, and stand-ins for gcloud and others that
# deploy to it. The caller sets RUNGATE, CLOUD, SCHEMA and ROOT, and sources this file.
. "$ROOT/tests/evidence/lib.sh"
ci=$ROOT/tests/ci
export RUNNER_TEMP="$dir/tmp" RUNNER_OS=Linux RUNNER_ARCH=X64 GITHUB_SERVER_URL=https://github.com GITHUB_REPOSITORY=shop/web
unset GITHUB_PATH GITHUB_ACTION_PATH GH_TOKEN CI
export HOSTED="$dir" PYTHONDONTWRITEBYTECODE=1

# fresh: a cloud with the services api (in two regions), auth, frontend and three of another shop, each with one
# revision, a bucket for state, and a config of the first three
fresh() {
	[ -z "$pid" ] || cloud_stop
	rm -rf .rungate "$RUNNER_TEMP" deploys.log act.json rungate-evidence.*
	mkdir -p "$RUNNER_TEMP" work
	cat > cloud.json <<-'END'
	{ "project": "demo", "region": "us-central1", "buckets": { "demo-state": {} }, "services": {
	    "api":      { "revisions": [ { "name": "api-00041-abc", "age_s": 864000 } ] },
	    "auth":     { "revisions": [ { "name": "auth-00041-abc", "age_s": 864000 } ] },
	    "frontend": { "revisions": [ { "name": "frontend-00041-abc", "age_s": 864000 } ] },
	    "shop-backend": { "revisions": [ { "name": "shop-backend-00041-abc", "age_s": 864000 } ] },
	    "shop-auth": { "revisions": [ { "name": "shop-auth-00041-abc", "age_s": 864000 } ] },
	    "shop-frontend": { "revisions": [ { "name": "shop-frontend-00041-abc", "age_s": 864000 } ] },
	    "api@europe-west1": { "revisions": [ { "name": "api-00031-eur", "age_s": 864000 } ] } } }
	END
	config api auth frontend
	cloud_start
	export API="$api"
}

# config SERVICE...: rungate.cfg as `rungate init` writes it, but with rounds that follow each other quickly
config() {
	{
		echo 'version = 1; project = "demo"; region = "us-central1"; services = {'
		for s in "$@"; do echo "  $(alias_of "$s") = { service = \"$s\"; };"; done
		echo '}; probes = {'
		for s in "$@"; do echo "  $(alias_of "$s")_health = { http = { service = \"$(alias_of "$s")\"; path = \"/health\"; }; };"; done
		echo '};'
		gate
	} > rungate.cfg
}
alias_of() { echo "$1" | tr - _; }
gate() {
	echo 'gate = { warmup = "0s"; interval = "50ms"; passes = 2; failures = 2; deadline = "20s"; };'
	echo 'rollback = { confirm = "10s"; deadline = "10s"; };'
}

# serves SERVICE REVISION [REGION]: all users of SERVICE are on REVISION
serves() {
	now=$(PYTHONPATH="$ci" "$python" -c 'import sys, hosted; print(hosted.serving(*sys.argv[1:]))' "$1" "${3:-us-central1}")
	[ "$now" = "$2" ] || { cat out.txt >&2; fail "$1 is served by $now, not by $2"; }
}

# releases_start: serves the folder `releases` at $url
releases_start() {
	mkdir releases
	"$python" "$ci/serve.py" releases port &
	server=$!
	trap 'kill "$server" 2>/dev/null || true; [ -z "$pid" ] || kill "$pid" 2>/dev/null || true; rm -rf "$dir"' EXIT
	until [ -s port ]; do
		kill -0 "$server" 2>/dev/null || fail "the server of releases did not start"
		sleep 0.05
	done
	url=http://127.0.0.1:$(cat port)
}

# publish VERSION: a release whose program says that version, and notes in ran.log that it ran
publish() {
	mkdir -p "releases/v$1"
	printf '#!/bin/sh\n[ "$1" != --version ] || { echo "rungate %s"; exit; }\necho ran >> "%s"\nexec "%s" "$@"\n' \
		"$1" "$dir/ran.log" "$RUNGATE" > "releases/v$1/rungate-$1-linux-amd64"
	(cd "releases/v$1" && sha256sum rungate* > SHA256SUMS)
}
