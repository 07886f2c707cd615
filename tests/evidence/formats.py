# SPDX-License-Identifier: Apache-2.0
"""formats.py SARIF-SCHEMA SARIF CSV HTML CORPUS: parses the reports of the whole corpus with independent parsers."""
import csv
import html.parser
import json
import pathlib
import re
import sys

from jsonschema import Draft202012Validator

schema, sarif, table, page, corpus = sys.argv[1:]
count = len({file.read_bytes() for file in pathlib.Path(corpus).glob("*.json")})  # copies are reported once

Draft202012Validator(json.load(open(schema))).validate(json.load(open(sarif)))
runs = json.load(open(sarif))["runs"]
assert len(runs) == count, (len(runs), count)
for run in runs:
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]

rows = list(csv.DictReader(open(table, newline="")))
assert len(rows) == count, (len(rows), count)
assert {row["signed"] for row in rows} == {"signed", "unsigned"}
assert all(row["verdict"] and row["exitCode"].isdigit() and None not in row for row in rows)


CONSOLE = re.compile(r"https://console\.cloud\.google\.com/run/detail/[\w.:-]+/[\w.:-]+/logs\?project=[\w.:-]+")


class Page(html.parser.HTMLParser):
    """Checks that every element is closed and that none loads or runs anything."""
    void = {"meta", "br", "rect", "input"}
    known = {"html", "head", "meta", "title", "style", "body", "main", "article", "header", "section", "footer", "h1", "h2", "h3", "p", "ul", "li",
             "dl", "dt", "dd", "pre", "code", "b", "small", "span", "div", "svg", "rect", "table", "thead", "tbody", "tr", "th", "td", "details",
             "summary", "a", "br", "i"}
    attributes = {"class", "style", "id", "href", "lang", "charset", "name", "content", "http-equiv", "viewbox", "preserveaspectratio", "role", "x",
                  "y", "width", "height", "opacity"}

    def __init__(self):
        super().__init__()
        self.open, self.articles = [], 0

    def handle_starttag(self, tag, attrs):
        assert tag in self.known, tag
        for name, value in attrs:
            assert name in self.attributes, (tag, name)
            # nothing is loaded from elsewhere; a link leads into the page, or to the logs of a service
            assert name != "href" or value.startswith("#") or CONSOLE.fullmatch(value), value
        self.articles += tag == "article"
        if tag not in self.void:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in self.void:
            self.open.pop()

    def handle_endtag(self, tag):
        if tag not in self.void:
            assert self.open.pop() == tag, (tag, self.getpos())


reader = Page()
reader.feed(open(page).read())
assert not reader.open and reader.articles == count, (reader.open, reader.articles)
print(f"  ok  SARIF, CSV and HTML of {count} runs")
