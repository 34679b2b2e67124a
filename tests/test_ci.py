"""How ``.ci/run`` runs its steps: side by side, none that fails unseen; and which tests a run leaves out."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

RUN = Path(".ci/run")
STEPS = """
set -euo pipefail
. .ci/steps
met() {{ for _ in $(seq 500); do [ -e "$scratch/$1" ] && return; sleep 0.02; done; echo "$1 never came"; return 1; }}
one() {{ touch "$scratch/one"; met two; echo one said; {one}; echo one went on; }}
two() {{ touch "$scratch/two"; met one; echo two said; }}
later() {{ echo later said; }}
begin "the first, of two" one
begin "the second" two
finished
begin "the last" later
finished
{after}
"""


def run(one: str = "true", after: str = "") -> tuple[int, list[str]]:
    code = STEPS.format(one=one, after=after)
    done = subprocess.run(["bash", "-c", code], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    return done.returncode, done.stdout.splitlines()


def test_steps_run_side_by_side_and_are_counted_in_the_last_line():
    code, said = run()
    assert code == 0, said
    assert said[-1] == "steps: 3 passed, 0 failed"
    assert {"one said", "one went on", "two said", "later said"} <= set(said)


def test_a_step_that_fails_is_named_and_those_beside_it_still_end():
    code, said = run(one="false")
    assert code == 1
    assert said[-2:] == ['ci: failed in "the first, of two"', "steps: 1 passed, 1 failed"]
    assert {"one said", "two said"} <= set(said)
    assert not {"one went on", "later said"} & set(said)


def test_what_fails_between_steps_fails_the_run():
    code, said = run(after='between="the databases"; false')
    assert code == 1
    assert said[-2:] == ['ci: failed in "the databases"', "steps: 3 passed, 1 failed"]


def test_every_step_is_begun_and_everything_slow_is_tried():
    script = RUN.read_text(encoding="utf-8")
    runs = [line for line in script.splitlines() if "run test" in line or "-m pytest" in line]
    assert len(runs) == 3
    assert all("--slow" in line for line in runs)
    assert script.rstrip().endswith("finished")


# In place of everything: of each kind of file one or two.
FEW = " ".join(
    f"tests/test_{name}.py"
    for name in ("dates", "layers", "leaks", "machines", "publication_counter", "publishing", "search", "settings")
)


@pytest.fixture(scope="module")
def collected() -> Callable[..., str]:
    """What a run would try, found once for the same words."""

    @cache
    def collect(*words: str) -> str:
        command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-n", "0", "-o", f"testpaths={FEW}", *words]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    return collect


SLOW = "tests/test_leaks.py::test_a_draft_is_nowhere_and_then_everywhere_it_belongs"


@pytest.mark.slow
def test_a_run_of_everything_leaves_out_what_is_slow_and_says_so(collected):
    quick, whole, named = collected(), collected("--slow"), collected("tests/test_leaks.py")
    assert SLOW not in quick
    assert "the tests marked slow were left out" in quick
    assert SLOW in whole
    assert SLOW in named
    assert "were left out" not in whole + named


@pytest.mark.slow
def test_what_another_database_or_a_cache_can_make_differ_is_tried_on_them(collected):
    whole, stores = (
        {line for line in collected("--slow", *words).splitlines() if "::" in line} for words in ([], ["--stores"])
    )
    files = {name.partition("::")[0] for name in stores}
    assert stores < whole
    assert {
        f"tests/test_{name}.py" for name in ("machines", "publication_counter", "publishing", "search", "settings")
    } <= files
    assert SLOW in stores
    assert not {"tests/test_layers.py", "tests/test_dates.py"} & files
