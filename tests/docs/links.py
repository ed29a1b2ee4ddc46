#!/usr/bin/env python3
"""Checks that every link and picture in the Markdown files, and in docs/index.html, leads to a file or a heading that is there."""
import html.parser
import importlib.machinery
import importlib.util
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


def script(name):
    """Returns a Python script without the ending .py as a module."""
    loader = importlib.machinery.SourceFileLoader(name, str(ROOT / "scripts" / name))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(name, loader))
    loader.exec_module(module)
    return module


anchor_of = script("site").anchor_of


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.anchors, self.links = set(), []

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            if name == "id":
                self.anchors.add(value)
            if name in ("href", "src"):
                self.links.append(value)


def parse(file):
    """Returns the anchors and the links of a file."""
    text = file.read_text()
    page = Page()
    if file.suffix == ".html":
        page.feed(text)
        return page.anchors, page.links
    text = re.sub(r"```.*?```", "", text, flags=re.S)
    page.feed("\n".join(line for line in text.splitlines() if not line.startswith("    ")))
    anchors = {anchor_of(found[1].strip()) for found in re.finditer(r"^#+ (.*)$", text, flags=re.M)}
    return anchors | page.anchors, page.links + re.findall(r"\]\(([^)\s]+)", re.sub(r"`[^`]*`", "", text))


def main():
    files = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("data/*.md"), *ROOT.glob("configs/*.md"), *ROOT.glob("docs/*.html"),
             *ROOT.glob(".github/**/*.md")]
    parsed = {file: parse(file) for file in files}
    links = faults = 0
    for file, (_, targets) in parsed.items():
        for target in targets:
            if re.match(r"[a-z]+:", target):
                continue
            links += 1
            path, _, anchor = target.partition("#")
            there = (file.parent / path).resolve() if path else file
            if not there.exists():
                fault = "is not there"
            elif anchor and there in parsed and anchor not in parsed[there][0]:
                fault = "has no such heading"
            else:
                continue
            faults += 1
            print(f"{file.relative_to(ROOT)}: {target} {fault}")
    print(f"{links} links in {len(files)} files, {faults} lead nowhere")
    sys.exit(faults > 0 or links < 50)


main()
