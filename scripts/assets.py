"""Refresh the vendored browser assets under ``static/vendor`` (maintainers only; needs npm).

``make assets`` runs it. Users, CI and the production image only ever read what it wrote. It
fetches the pinned packages into a temporary directory, copies the few built files that the pages
use, leaves out of the style sheet what no page can name, builds one chart bundle and one icon
sprite, and writes ``MANIFEST.json`` with the version, licence and SHA-256 of every file, which a
test verifies. Run it again when a page wants a class or an icon that is not here yet.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "static" / "vendor"

PACKAGES = {
    "@tabler/core": "1.6.1",
    "@tabler/icons": "3.51.0",
    "vega": "6.2.0",
    "vega-lite": "6.4.1",
    "vega-embed": "7.3.0",
    "vega-interpreter": "2.3.2",
    "@fontsource-variable/inter": "5.3.0",
    "esbuild": "0.28.2",
    "purgecss": "8.0.0",
}

PRINTED_WEIGHTS = (400, 600, 700)  # of static/css/report.css
ICONS = (Path(__file__).parent / "icons.txt").read_text().split()
UNUSED = Path(__file__).parent / "tabler-unused.txt"
# Where a class can be named: in any word of a page or script, in any text of the program.
SPEAKERS = (
    "templates/**/*.html",
    "static/js/*.js",
    "static/vendor/tabler/*.js",
    *(f"{app.parent.name}/**/*.py" for app in sorted(ROOT.glob("*/apps.py"))),
)
WORD = r"[A-Za-z][\w-]*"
TEXT = r'"[^"\n]*"'
CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
# Put together from parts: templates/components/alert.html.
COMPOSED = ("alert-danger", "alert-info", "alert-success", "alert-warning")

CHARTS_ENTRY = """
import embed from "vega-embed";
import { expressionInterpreter } from "vega-interpreter";

const OPTIONS = {
  mode: "vega-lite",
  ast: true,
  expr: expressionInterpreter,
  actions: false,
  renderer: "svg",
  defaultStyle: false,
  tooltip: { disableDefaultStyle: true },
};

window.ConcordVega = {
  embed: (element, spec, options = {}) => embed(element, spec, { ...OPTIONS, ...options }),
};
"""

PURGE_ENTRY = """
import { PurgeCSS } from "purgecss";
import { readFileSync, writeFileSync } from "node:fs";

const { css, content, safelist, word, text } = JSON.parse(readFileSync("purge.json"));
const words = (source) => source.match(new RegExp(word, "g")) || [];
const [result] = await new PurgeCSS().purge({
  css: [css],
  content,
  safelist,
  keyframes: true,
  defaultExtractor: words,
  extractors: [{
    extensions: ["py"],
    extractor: (source) => words((source.match(new RegExp(text, "g")) || []).join(" ")),
  }],
});
writeFileSync(css, result.css);
"""

SOURCE_MAP = re.compile(rb"(?m)^\s*(?://|/\*)[#@]\s*sourceMappingURL=.*$")
# Tabler's package names the MIT licence and its holder but does not carry the text.
MIT = """MIT License

Copyright (c) {holder}

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and
associated documentation files (the "Software"), to deal in the Software without restriction,
including without limitation the rights to use, copy, modify, merge, publish, distribute,
sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or
substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT
NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND
NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM,
DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT
OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""
LICENCES = ("LICENSE", "LICENSE.md", "LICENSE.txt")


def run(*command: str, cwd: Path) -> None:
    subprocess.run(command, cwd=cwd, check=True)  # noqa: S603 -- fixed words and pinned versions


def licence_of(package: Path) -> str:
    return str(json.loads((package / "package.json").read_text())["license"])


def copy_licence(package: Path, target: Path, name: str = "LICENSE", holder: str = "") -> None:
    for candidate in LICENCES:
        if (package / candidate).is_file():
            shutil.copyfile(package / candidate, target / name)
            return
    if licence_of(package) != "MIT":
        raise SystemExit(f"{package.name} carries no licence file")
    (target / name).write_text(MIT.format(holder=holder))


def copy_built(source: Path, target: Path) -> None:
    """Copy one built file without its source-map comment: the map is not shipped."""
    target.write_bytes(SOURCE_MAP.sub(b"", source.read_bytes()).rstrip() + b"\n")


def fresh(name: str) -> Path:
    folder = VENDOR / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def build_tabler(work: Path, modules: Path) -> None:
    package, target = modules / "@tabler" / "core", fresh("tabler")
    sheet = target / "tabler.min.css"
    copy_built(package / "dist" / "css" / "tabler.min.css", sheet)
    copy_built(package / "dist" / "js" / "tabler.min.js", target / "tabler.min.js")
    copy_licence(package, target, holder="2018-2026 The Tabler Authors")
    offered = classes(sheet)
    purge(work, sheet)
    unused = offered.difference(COMPOSED, *map(named, speakers()))
    UNUSED.write_text("".join(f"{name}\n" for name in sorted(unused)))


def speakers() -> list[Path]:
    return [path for pattern in SPEAKERS for path in ROOT.glob(pattern)]


def named(path: Path) -> set[str]:
    """The words of a file that may be names of classes."""
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        source = " ".join(re.findall(TEXT, source))
    return set(re.findall(WORD, source))


def classes(sheet: Path) -> set[str]:
    return set(CLASS.findall(sheet.read_text(encoding="utf-8")))


def purge(work: Path, sheet: Path) -> None:
    """Leave out of a style sheet what no page names: Tabler brings seven times what we show."""
    settings = {
        "css": str(sheet),
        "content": [str(ROOT / pattern) for pattern in SPEAKERS],
        "safelist": COMPOSED,
        "word": WORD,
        "text": TEXT,
    }
    (work / "purge.json").write_text(json.dumps(settings))
    (work / "purge.mjs").write_text(PURGE_ENTRY)
    run("node", "purge.mjs", cwd=work)


def build_font(modules: Path) -> None:
    package, target = modules / "@fontsource-variable" / "inter", fresh("inter")
    for part in ("latin", "latin-ext"):
        name = f"inter-{part}-wght-normal.woff2"
        shutil.copyfile(package / "files" / name, target / name)
    for weight in PRINTED_WEIGHTS:
        font = TTFont(target / "inter-latin-wght-normal.woff2", recalcTimestamp=False)
        cut = instantiateVariableFont(font, {"wght": weight}, static=True)
        cut.flavor = None
        cut.save(target / f"inter-latin-{weight}.ttf")
    copy_licence(package, target)


def symbol(svg: str, name: str) -> str:
    inner = re.sub(r"(?s)^.*?<svg[^>]*>|</svg>.*$", "", svg)
    inner = re.sub(r'<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*/>', "", inner)
    return f'<symbol id="{name}" viewBox="0 0 24 24">{" ".join(inner.split())}</symbol>'


def build_icons(modules: Path) -> None:
    package, target = modules / "@tabler" / "icons", fresh("tabler-icons")
    folder = package / "icons" / "outline"
    missing = [name for name in ICONS if not (folder / f"{name}.svg").is_file()]
    if missing:
        raise SystemExit(f"no such icons: {', '.join(missing)}")
    body = "\n".join(symbol((folder / f"{name}.svg").read_text(), name) for name in ICONS)
    (target / "sprite.svg").write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg">\n{body}\n</svg>\n', encoding="utf-8"
    )
    copy_licence(package, target)


def build_charts(work: Path, modules: Path) -> None:
    target = fresh("vega")
    (work / "charts.js").write_text(CHARTS_ENTRY)
    built = work / "vega.min.js"
    run(
        *("npx", "--no-install", "esbuild", "charts.js", "--bundle", "--minify", "--format=iife"),
        *("--target=es2020", "--legal-comments=none", f"--outfile={built}"),
        cwd=work,
    )
    copy_built(built, target / "vega.min.js")
    for name in ("vega", "vega-lite", "vega-embed", "vega-interpreter"):
        copy_licence(modules / name, target, f"LICENSE-{name}")


def entry(name: str, packages: tuple[str, ...], modules: Path) -> dict[str, object]:
    files = sorted(path for path in (VENDOR / name).iterdir() if path.is_file())
    return {
        "name": name,
        "version": ", ".join(f"{package} {PACKAGES[package]}" for package in packages),
        "licence": ", ".join(sorted({licence_of(modules / package) for package in packages})),
        "files": {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files},
    }


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        modules = work / "node_modules"
        pins = [f"{name}@{version}" for name, version in PACKAGES.items()]
        run("npm", "install", "--no-audit", "--no-fund", "--no-package-lock", *pins, cwd=work)
        build_tabler(work, modules)
        build_icons(modules)
        build_font(modules)
        build_charts(work, modules)
        manifest = [
            entry("inter", ("@fontsource-variable/inter",), modules),
            entry("tabler", ("@tabler/core",), modules),
            entry("tabler-icons", ("@tabler/icons",), modules),
            entry("vega", ("vega", "vega-lite", "vega-embed", "vega-interpreter"), modules),
        ]
    (VENDOR / "MANIFEST.json").write_text(json.dumps(manifest, indent=2) + "\n")
    total = sum(path.stat().st_size for path in VENDOR.rglob("*") if path.is_file())
    sys.stdout.write(f"{VENDOR}: {total / 1e6:.2f} MB\n")


if __name__ == "__main__":
    main()
