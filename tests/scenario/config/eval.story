# eval evaluates one expression over facts. It prints the value and the values of its parts. An error names the
# sub-expression and its values.
== cloud
{ "project": "demo", "region": "us-central1", "services": {} }
== file facts.json
{ "sql": { "main": { "state": "RUNNABLE", "connections": 97, "maxConnections": 100 } }, "logs": { "$unobserved": "refused: 403" } }
== run
rungate eval "sql.main.connections < 0.8 * sql.main.maxConnections" --facts facts.json --explain
expect exit 1
expect output contains false
expect output contains sql.main.connections = 97
expect output contains sql.main.maxConnections = 100
rungate eval "sql.main.connections + 3" --facts facts.json
expect exit 0
expect output contains 100
rungate eval "sql.main" --facts facts.json
expect exit 0
expect output contains "state": "RUNNABLE"
rungate eval "sql.main.state + 1" --facts facts.json
expect exit 5
expect output contains no such overload: string + int: "RUNNABLE" + 1 (in sql.main.state + 1)
rungate eval "sql.main.stat" --facts facts.json
expect exit 5
expect output contains no such key: 'stat'; did you mean 'state'?
rungate eval "sqll.main.state" --facts facts.json
expect exit 5
expect output contains no such variable: sqll; did you mean sql?
rungate eval "logs.size() == 0" --facts facts.json
expect exit 5
expect output contains refused: 403
rungate eval "sql.main.state ==" --facts facts.json
expect exit 2
expect output contains expression:1:18: the expression ends, expected a value
expect output contains                    ^
rungate eval "[18446744073709551615u]" --json --facts facts.json
expect exit 0
expect output contains 18446744073709551615
rungate eval "b'\xff'" --json --facts facts.json
expect exit 0
expect output contains "/w=="
expect no requests
sh printf '{ "data": { "token": "ya29.c4n4ry-c4n4ry-c4n4ry" } }' > secret.json
rungate eval "data.token" --facts secret.json --explain
expect exit 0
expect output contains [redacted]
expect output lacks c4n4ry
rungate eval "data.token + 1" --facts secret.json
expect exit 5
expect output lacks c4n4ry
rungate eval "data" --facts secret.json --json
expect output lacks c4n4ry
