"""The files in docs/deploy/: what is shown there is what works. nginx's is tried by ``test_machines``."""

from __future__ import annotations

import re
import shutil
import subprocess
from configparser import ConfigParser
from pathlib import Path

import pytest

DEPLOY = Path("docs/deploy")
UNIT = DEPLOY / "explainer.service"


def unit() -> ConfigParser:
    parser = ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str
    parser.read_string(UNIT.read_text(encoding="utf-8"))
    return parser


def test_systemd_takes_the_unit():
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not installed")
    done = subprocess.run(["systemd-analyze", "verify", UNIT], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "Unknown" not in done.stderr


def test_the_unit_gives_away_little():
    """By systemd's own count, from 0 (nothing) to 10."""
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not installed")
    command = ["systemd-analyze", "security", "--offline=true", "--threshold=25", "--no-pager", UNIT]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Overall exposure level" in done.stdout


def test_the_service_may_write_its_data_and_not_its_code():
    service = unit()["Service"]
    assert service["ProtectSystem"] == "strict"
    assert "ReadWritePaths" not in service
    assert (service["StateDirectoryMode"], service["UMask"]) == ("0700", "0077")


def test_the_unit_starts_what_is_there():
    service = unit()["Service"]
    python, script = service["ExecStart"].split()
    assert (python, Path(script).parent) == ("/usr/bin/python3", Path(service["WorkingDirectory"]))
    assert Path(Path(script).name).exists()
    assert service["EnvironmentFile"] == "/etc/explainer.env"


def test_its_variables_are_those_of_the_settings():
    named = set(re.findall(r"^#? ?([A-Z_]+)=", (DEPLOY / "explainer.env").read_text(encoding="utf-8"), re.MULTILINE))
    settings = Path("explainer/settings.py").read_text(encoding="utf-8")
    assert len(named) > 6
    assert not [name for name in named if f'"{name}"' not in settings]


def test_every_file_is_shown_by_a_page():
    pages = "".join(page.read_text(encoding="utf-8") for page in Path("docs").glob("*.md"))
    shown = [file.relative_to(DEPLOY.parent).as_posix() for file in DEPLOY.rglob("*") if file.is_file()]
    assert not [name for name in shown if f"({name})" not in pages]


def test_a_command_runs_as_the_service_does(tmp_path):
    """What it asks of systemd is what the unit says; systemd itself is not here to be asked."""
    stand_in = tmp_path / "systemd-run"
    stand_in.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n', encoding="utf-8")
    stand_in.chmod(0o755)
    command = [DEPLOY / "explainer-command", "backup", "a file.zip"]
    done = subprocess.run(
        command, env={"PATH": f"{tmp_path}:/usr/bin:/bin"}, capture_output=True, text=True, check=True
    )
    asked = done.stdout.splitlines()
    service = unit()["Service"]
    assert asked[-4:] == [*service["ExecStart"].split(), "backup", "a file.zip"]
    assert f"--uid={service['User']}" in asked
    assert f"--setenv={service['Environment']}" in asked
    for name in ("UMask", "WorkingDirectory", "EnvironmentFile"):
        assert f"--property={name}={service[name]}" in asked
