"""No module of the packages, and no function in it, is longer or more winding than one can follow."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from radon.complexity import cc_visit
from radon.visitors import Function

ROOT = Path(__file__).parents[1]
MODULES = sorted((ROOT / "src").rglob("*.py"))
LONGEST_MODULE = 300  # lines
LONGEST_FUNCTION = 50  # lines
HIGHEST_COMPLEXITY = 20  # of McCabe: the end of radon's rank C


def faults(code: str) -> Iterator[str]:
    """Yield what of a module's code is too long or too winding, and by how much."""
    if (lines := len(code.splitlines())) > LONGEST_MODULE:
        yield f"the module has {lines} lines, more than {LONGEST_MODULE}"
    for function in (block for block in cc_visit(code) if isinstance(block, Function)):
        if (lines := function.endline - function.lineno + 1) > LONGEST_FUNCTION:
            yield f"{function.fullname} has {lines} lines, more than {LONGEST_FUNCTION}"
        if function.complexity > HIGHEST_COMPLEXITY:
            yield f"{function.fullname} has complexity {function.complexity}, above {HIGHEST_COMPLEXITY}"


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOT / "src")))
def test_size_of_module_and_functions_can_be_followed(module: Path) -> None:
    assert list(faults(module.read_text(encoding="utf-8"))) == []


def test_size_of_what_is_too_large_is_named() -> None:
    winding = "".join(f"    if x == {k}:\n        return {k}\n" for k in range(21))
    code = "class A:\n    def long(self):\n" + "        pass\n" * 50 + "def f(x):\n" + winding + "#\n" * 300

    assert list(faults(code)) == [
        "the module has 395 lines, more than 300",
        "f has complexity 22, above 20",
        "A.long has 51 lines, more than 50",
    ]
