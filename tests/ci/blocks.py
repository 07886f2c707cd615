# SPDX-License-Identifier: Apache-2.0
"""blocks.py PAGE FOLDER: writes each fenced block of a page to FOLDER/HEADING.LANGUAGE, where HEADING is the part of a link
to the section, and prints the names. A section has at most one block of a language."""
import pathlib
import re
import sys

page, folder = pathlib.Path(sys.argv[1]).read_text(), pathlib.Path(sys.argv[2])
heading = ""
for m in re.finditer(r"^(?:#+ ([^\n]*)|```(\w+)\n(.*?)^```)$", page, flags=re.M | re.S):
    if m.group(1):
        heading = re.sub(r"[^\w -]", "", m.group(1).lower()).replace(" ", "-")
    else:
        path = folder / ("%s.%s" % (heading, m.group(2)))
        assert not path.exists(), path
        path.write_text(m.group(3))
        print(path.name)
