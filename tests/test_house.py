"""The house as a whole: its dependency law, and that its documents say what is."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

from queue_server.domain import lifecycle

ROOT = Path(__file__).parent.parent


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_the_dependency_law_holds() -> None:
    """Run in a process of its own: the linter imports every package it looks at."""
    result = subprocess.run(
        [sys.executable, "-c", "import sys; from importlinter.cli import lint_imports_command as c; c(['--no-cache'])"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_diagram_in_the_architecture_is_the_one_drawn_from_the_table() -> None:
    assert lifecycle.diagram().strip() in read("ARCHITECTURE.md")


def test_every_make_target_in_the_readme_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", read("Makefile"), re.MULTILINE))
    named = set(re.findall(r"`?make ([a-z]+)`?", read("README.md"))) - {"alone"}
    assert named
    assert named <= targets


def test_every_folder_in_the_readme_exists() -> None:
    folders = re.findall(r"^\| `([a-z_]+)/` \|", read("README.md"), re.MULTILINE)
    assert len(folders) >= 7
    assert all((ROOT / folder).is_dir() for folder in folders)


def test_every_picture_and_page_the_documents_point_to_exists() -> None:
    for document in ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"):
        for target in re.findall(r"\]\(([^)#:]+)\)", read(document)):
            assert (ROOT / target).exists(), f"{document} points to {target}"


def test_the_lock_pins_every_package_with_hashes_and_names_no_host() -> None:
    for lock in ("requirements.lock", "requirements-uv.lock"):
        text = read(lock)
        assert "://" not in text
        for line in text.splitlines():
            if re.match(r"^[a-z0-9]", line):
                assert "==" in line, f"{lock}: {line}"
                assert line.rstrip().endswith("\\"), f"{lock}: {line} has no hash"


def test_the_lock_holds_every_package_the_project_names() -> None:
    project = tomllib.loads(read("pyproject.toml"))
    named = [re.split(r"[\[<>=]", line)[0] for line in project["project"]["dependencies"]]
    named += [re.split(r"[\[<>=]", line)[0] for line in project["dependency-groups"]["dev"]]
    locked = set(re.findall(r"^([a-z0-9._-]+)(?:\[[a-z]+\])?==", read("requirements.lock"), re.MULTILINE))
    assert set(named) <= locked


def test_the_libraries_the_owner_chose_are_in_the_project() -> None:
    text = read("pyproject.toml")
    for package in ("kivy", "aiohttp", "aiosqlite", "qrcode", "pyserial", "python-escpos", "pytest-asyncio"):
        assert f'"{package}' in text


_STARTS = """
import asyncio, sys
from pathlib import Path
from queue_server.app import HallServer
from queue_server.settings import Settings, sqlite_url

async def main():
    server = await HallServer.start(Settings(sqlite_url(Path(sys.argv[1])), Path("config/sample"), "127.0.0.1", 0))
    loaded = "pypinyin" in sys.modules
    await asyncio.to_thread(server.tell_notes)
    await server.stop()
    return loaded, "pypinyin" in sys.modules

print(*asyncio.run(main()))
"""


def test_a_server_loads_pinyin_only_when_it_listens(tmp_path: Path) -> None:
    """It takes a third of a second, and what needs it (the search, notes on readings) comes later."""
    started = subprocess.run(
        [sys.executable, "-c", _STARTS, str(tmp_path)], cwd=ROOT, timeout=120, capture_output=True, text=True
    )
    assert started.stdout.splitlines()[-1] == "False True", started.stderr
