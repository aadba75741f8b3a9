"""A compiler that compiles a cell once: the trainer's cells come again in every process forked from it."""

from __future__ import annotations

import ast
from types import CodeType
from typing import Any

from IPython.core.compilerop import CachingCompiler, PyCF_MASK, code_name

__all__ = ["RepeatCompiler"]


class RepeatCompiler(CachingCompiler):
    """IPython's compiler, with a memory for whole cells and for their statements."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._cells: dict[tuple[str, str, str, int], Any] = {}
        self._statements: dict[tuple[int, str, str, int], tuple[ast.AST, CodeType]] = {}

    def get_code_name(self, raw_code: str, transformed_code: str, number: int) -> str:
        """The cell's name without its number: a cell may have another number when it comes again."""
        return code_name(transformed_code)

    def ast_parse(self, source: str, filename: str = "<unknown>", symbol: str = "exec") -> Any:
        """As IPython's; the statements of a cell that comes again are the same objects."""
        key = source, filename, symbol, self.flags
        if key not in self._cells:
            self._cells[key] = super().ast_parse(source, filename, symbol)
        known = self._cells[key]
        return ast.Module(list(known.body), known.type_ignores) if isinstance(known, ast.Module) else known

    def __call__(self, source: Any, filename: str, symbol: str, **options: Any) -> Any:
        """As IPython's, for one statement."""
        single = isinstance(source, ast.Module | ast.Interactive) and len(source.body) == 1
        if not single or options:  # a magic such as `%timeit` compiles what it likes, nothing at all included
            return super().__call__(source, filename, symbol, **options)
        statement = source.body[0]
        key = id(statement), filename, symbol, self.flags
        if key not in self._statements:
            code = super().__call__(source, filename, symbol)
            if code.co_flags & PyCF_MASK:  # a `from __future__` statement sets flags when it is compiled
                return code
            self._statements[key] = statement, code  # the statement is kept, so that its id stays its own
        return self._statements[key][1]
