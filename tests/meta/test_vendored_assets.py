import hashlib
import json
import re
from pathlib import Path

import pytest

from scripts import assets

ROOT = Path(__file__).resolve().parents[2]
VENDOR = ROOT / "static" / "vendor"
MANIFEST = json.loads((VENDOR / "MANIFEST.json").read_text())


@pytest.mark.parametrize("asset", MANIFEST, ids=lambda asset: asset["name"])
def test_vendored_asset_matches_its_recorded_hashes(asset):
    folder = VENDOR / asset["name"]
    files = {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.iterdir()}
    assert files == asset["files"]
    assert asset["version"]
    assert asset["licence"] in {"MIT", "BSD-3-Clause", "OFL-1.1"}


def test_every_vendored_folder_is_in_the_manifest():
    folders = {path.name for path in VENDOR.iterdir() if path.is_dir()}
    assert folders == {asset["name"] for asset in MANIFEST}


def test_vendored_scripts_name_no_source_map():
    for path in VENDOR.rglob("*.js"):
        text = path.read_text()
        assert "sourceMappingURL" not in text, path


def test_every_icon_of_the_list_is_in_the_sprite():
    listed = set((ROOT / "scripts" / "icons.txt").read_text().split())
    sprite = (VENDOR / "tabler-icons" / "sprite.svg").read_text()
    assert set(re.findall(r'<symbol id="([a-z0-9-]+)"', sprite)) == listed


def test_no_page_names_a_class_that_was_left_out_of_the_style_sheet():
    unused = set(assets.UNUSED.read_text().split())
    assert "accordion" in unused
    missing = {
        (str(path.relative_to(ROOT)), word)
        for path in assets.speakers()
        for word in assets.named(path) & unused
    }
    assert missing == set(), "run `make assets` (needs npm)"


def test_the_style_sheet_has_the_classes_put_together_from_parts():
    kept = assets.classes(VENDOR / "tabler" / "tabler.min.css")
    assert set(assets.COMPOSED) <= kept
