"""The data dictionary as code: what a table module says of its tables, and what becomes of it as JSON.

A `Field` describes a column, a `Resource` a table. Both turn into descriptors of the Frictionless Data
Package standard (https://datapackage.org), with one property of our own per field, `unit`. Imports no
generator.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

__all__ = ["DTYPES", "Field", "FieldType", "Resource"]

FieldType = Literal["string", "integer", "number", "boolean", "date", "datetime"]

_CHAPTER = re.compile(r"[0-9]{2}(-[a-z]+)+")
_NAME = re.compile(r"[a-z][a-z0-9_]*")

# Dictionary type -> pandas dtype. A date has no time of day; a datetime is in UTC.
DTYPES: Mapping[str, str] = {
    "string": "str",
    "integer": "int64",
    "number": "float64",
    "boolean": "bool",
    "date": "datetime64[us]",
    "datetime": "datetime64[us, UTC]",
}
_DTYPES_WITH_GAPS: Mapping[str, str] = {"integer": "Int64", "boolean": "boolean"}


@dataclass(frozen=True)
class Field:
    """One column.

    Parameters
    ----------
    name
        Lower case with underscores, as in the file.
    type
        Type in the sense of the standard; dates are written ``YYYY-MM-DD``, datetimes
        ``YYYY-MM-DDThh:mm:ssZ``.
    description
        What a value means, in a sentence that a manager understands.
    unit
        Unit of a quantity (``days``, ``services``); empty where there is none.
    enum
        The allowed values, if they can be listed.
    minimum, maximum
        Smallest and largest allowed value of numbers, or of dates as text.
    pattern
        Regular expression that a text must match from end to end.
    required
        False where a cell may be empty; `description` then says what an empty cell means.
    unique
        True where no two rows share a value.

    Raises
    ------
    ValueError
        If the name is not in lower case, the description is missing, or a constraint does not fit the type.
    """

    name: str
    type: FieldType
    description: str
    unit: str = ""
    enum: tuple[str, ...] = ()
    minimum: int | float | str | None = None
    maximum: int | float | str | None = None
    pattern: str = ""
    required: bool = True
    unique: bool = False

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ValueError(
                f"A field's `name` must be lower case letters, digits and underscores, got {self.name!r}."
            )
        if self.type not in DTYPES:
            raise ValueError(
                f"Field `{self.name}`: `type` must be one of {', '.join(DTYPES)}, got {self.type!r}."
            )
        if not self.description.endswith("."):
            raise ValueError(
                f"Field `{self.name}`: `description` must be a sentence with its full stop. Write it."
            )
        if (self.enum or self.pattern) and self.type != "string":
            raise ValueError(
                f"Field `{self.name}`: `enum` and `pattern` are for strings, got type {self.type!r}."
            )
        if (self.minimum is not None or self.maximum is not None) and self.type in ("string", "boolean"):
            raise ValueError(f"Field `{self.name}`: `minimum` and `maximum` are for numbers and dates.")

    @property
    def dtype(self) -> str:
        """The pandas dtype of the loaded column."""
        return DTYPES[self.type] if self.required else _DTYPES_WITH_GAPS.get(self.type, DTYPES[self.type])

    def descriptor(self) -> dict[str, object]:
        """Return the field's descriptor in datapackage.json."""
        constraints: dict[str, object] = {"required": self.required}
        if self.unique:
            constraints["unique"] = True
        if self.enum:
            constraints["enum"] = list(self.enum)
        if self.minimum is not None:
            constraints["minimum"] = self.minimum
        if self.maximum is not None:
            constraints["maximum"] = self.maximum
        if self.pattern:
            constraints["pattern"] = self.pattern
        described: dict[str, object] = {"name": self.name, "type": self.type, "format": "default"}
        if self.unit:
            described["unit"] = self.unit
        return {**described, "description": self.description, "constraints": constraints}

    @classmethod
    def from_descriptor(cls, described: Mapping[str, Any]) -> Field:
        """Return the field that a descriptor of datapackage.json describes: the inverse of `descriptor`."""
        constraints = described["constraints"]
        return cls(
            name=described["name"],
            type=described["type"],
            description=described["description"],
            unit=described.get("unit", ""),
            enum=tuple(constraints.get("enum", ())),
            minimum=constraints.get("minimum"),
            maximum=constraints.get("maximum"),
            pattern=constraints.get("pattern", ""),
            required=constraints["required"],
            unique=constraints.get("unique", False),
        )


@dataclass(frozen=True)
class Resource:
    """One table, kept as one CSV file.

    Parameters
    ----------
    name
        Name of the table and, with ``.csv``, of its file.
    title
        A few words for headings.
    description
        What one row is, where the data come from in the story, over which time.
    chapter
        Slug of the chapter that tells the story, for example ``08-the-wall``.
    fields
        The columns, in the order of the file.
    primary_key
        Columns that together identify a row; empty where rows may repeat.

    Raises
    ------
    ValueError
        If the name or slug is malformed, two fields share a name, or the key names no field.
    """

    name: str
    title: str
    description: str
    chapter: str
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ValueError(
                f"A table's `name` must be lower case letters, digits and underscores, got {self.name!r}."
            )
        if not _CHAPTER.fullmatch(self.chapter):
            raise ValueError(
                f"Table `{self.name}`: `chapter` must be a slug such as '08-the-wall', got {self.chapter!r}."
            )
        names = [field.name for field in self.fields]
        if len(set(names)) < len(names):
            raise ValueError(
                f"Table `{self.name}`: two fields share a name among {', '.join(names)}. Rename one."
            )
        if unknown := set(self.primary_key) - set(names):
            raise ValueError(
                f"Table `{self.name}`: `primary_key` names {sorted(unknown)}, which are no fields."
            )

    @property
    def file(self) -> str:
        """Name of the table's file."""
        return f"{self.name}.csv"

    @property
    def module(self) -> str:
        """Bare name of the module that makes the table: the last word of the chapter's slug."""
        return self.chapter.rpartition("-")[2]

    def descriptor(self) -> dict[str, object]:
        """Return the table's descriptor in datapackage.json, without what only its file can tell."""
        schema: dict[str, object] = {"fields": [field.descriptor() for field in self.fields]}
        if self.primary_key:
            schema["primaryKey"] = list(self.primary_key)
        return {
            "name": self.name,
            "type": "table",
            "title": self.title,
            "description": self.description,
            "chapter": self.chapter,
            "path": self.file,
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "schema": {**schema, "missingValues": [""]},
        }

    @classmethod
    def from_descriptor(cls, described: Mapping[str, Any]) -> Resource:
        """Return the table that a descriptor of datapackage.json describes: the inverse of `descriptor`."""
        return cls(
            name=described["name"],
            title=described["title"],
            description=described["description"],
            chapter=described["chapter"],
            fields=tuple(Field.from_descriptor(field) for field in described["schema"]["fields"]),
            primary_key=tuple(described["schema"].get("primaryKey", ())),
        )
