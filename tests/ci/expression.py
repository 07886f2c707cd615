# SPDX-License-Identifier: Apache-2.0
"""expression.py: the part of GitHub's expressions that the project's workflows use, for tests.

Contexts are dictionaries in dictionaries. A name that does not exist is an error here, although GitHub makes it an empty
string: that is how a typing error is found. Outputs of steps are the exception, because a step need not set them.
"""
import re

TOKEN = re.compile(r"\s*('(?:[^']|'')*'|[A-Za-z_][\w-]*(?:\.[\w-]+)*|==|!=|&&|\|\||[!(),])")


def tokens(text):
    at, found = 0, []
    text = text.rstrip()
    while at < len(text):
        m = TOKEN.match(text, at)
        if not m:
            raise ValueError("expression: %r at %d" % (text, at))
        found.append(m.group(1))
        at = m.end()
    return found


def lookup(name, contexts):
    value, path = contexts, name.split(".")
    if path[0] == "steps" and path[2:3] == ["outputs"] and path[1] in contexts.get("steps", {}):
        return contexts["steps"][path[1]]["outputs"].get(path[3], "")
    if path[0] in ("vars", "secrets"):
        return contexts.get(path[0], {}).get(path[1], "")
    for part in path:
        if not isinstance(value, dict) or part not in value:
            raise ValueError("expression: nothing is called " + name)
        value = value[part]
    return value


class Parser:
    def __init__(self, text, contexts):
        self.rest, self.contexts = tokens(text), contexts

    def take(self, *wanted):
        if self.rest and self.rest[0] in wanted:
            return self.rest.pop(0)
        return None

    def either(self):
        value = self.both()
        while self.take("||"):
            other = self.both()
            value = value or other
        return value

    def both(self):
        value = self.equal()
        while self.take("&&"):
            other = self.equal()
            value = value and other
        return value

    def equal(self):
        value = self.primary()
        sign = self.take("==", "!=")
        if sign:
            other = self.primary()
            return (value == other) == (sign == "==")
        return value

    def primary(self):
        if self.take("!"):
            return not self.primary()
        if self.take("("):
            value = self.either()
            if not self.take(")"):
                raise ValueError("expression: ) is missing")
            return value
        token = self.rest.pop(0) if self.rest else None
        if token is None or not re.match(r"['A-Za-z_]", token):
            raise ValueError("expression: %r" % token)
        if token[0] == "'":
            return token[1:-1].replace("''", "'")
        if self.take("("):
            if not self.take(")") or token not in ("always", "success", "failure", "cancelled"):
                raise ValueError("expression: function %s" % token)
            failed = self.contexts.get("failed", False)
            return {"always": True, "success": not failed, "failure": failed, "cancelled": False}[token]
        return lookup(token, self.contexts)


def evaluate(text, contexts):
    parser = Parser(text, contexts)
    value = parser.either()
    if parser.rest:
        raise ValueError("expression: %r is left of %r" % (parser.rest, text))
    return value


def expand(text, contexts):
    """Replaces each ${{ }} of a string by its value."""
    def value(m):
        found = evaluate(m.group(1), contexts)
        return {True: "true", False: "false", None: ""}.get(found, found) if not isinstance(found, str) else found
    return re.sub(r"\$\{\{(.*?)\}\}", value, str(text), flags=re.S)


def names(text):
    """The names that the expressions of a string use."""
    return [t for e in re.findall(r"\$\{\{(.*?)\}\}", str(text), flags=re.S) for t in tokens(e)
            if re.match(r"[A-Za-z_]", t) and t not in ("always", "success", "failure", "cancelled")]


def holds(condition, contexts):
    """Whether a step with this `if` runs. Without a status function it runs only if nothing has failed."""
    text = re.sub(r"^\s*\$\{\{(.*)\}\}\s*$", r"\1", str(condition), flags=re.S)
    asks = re.search(r"\b(always|success|failure|cancelled)\(\)", text)
    return (bool(asks) or not contexts.get("failed", False)) and bool(evaluate(text, contexts))
