# SPDX-License-Identifier: Apache-2.0
"""links.py TOP: each link of the documents to a file of the project, and to a section of one, leads there."""
import pathlib
import re
import sys

top = pathlib.Path(sys.argv[1])
pages = [p for folder in ("", ".github", "policies", "scripts/ci", "tests", "tests/cloud", "tests/scenario")
         for p in (top / folder).glob("*.md")]
FENCED = re.compile(r"^```.*?^```", flags=re.M | re.S)


def sections(path):
    found = set()
    for title in re.findall(r"^#+ (.*)$", FENCED.sub("", path.read_text()), flags=re.M):
        name = re.sub(r"[^\w -]", "", re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", title).lower()).replace(" ", "-")
        number = 0
        while name + ("-%d" % number if number else "") in found:
            number += 1
        found.add(name + ("-%d" % number if number else ""))
    return found


bad = checked = 0
for page in pages:
    for link in re.findall(r"\]\(([^)\s]+)\)", FENCED.sub("", page.read_text())):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, section = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        checked += 1
        if not target.exists() or (section and section not in sections(target)):
            bad += 1
            print("%s: nothing at %s" % (page.relative_to(top), link))
print("%d links" % checked)
sys.exit(bool(bad) or checked < 20)
