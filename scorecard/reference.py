"""Writes the page on the folder format and the JSON Schemas from the records: `python -m scorecard.reference`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scorecard.meanings import FILES, IDS, NAMED_BY_THE_FILE, NEEDED, ROWS, TABLES, UNITS, VALUES, meaning
from scorecard.records import FORMAT, Written, records_in

PAGE = Path(__file__).parent.parent / "docs" / "format.md"
SCHEMAS = Path(__file__).parent / "schemas"
IN_TABLES = ("indicators.toml", "sources.toml")

Schema = dict[str, Any]


def schemas() -> dict[str, Schema]:
    """The schema of every TOML file, by the name of its own file."""
    return {Path(file.replace("s/<id>", "")).stem + ".json": _file_schema(file) for file in TABLES}


def _file_schema(file: str) -> Schema:
    whole = _tidied(TABLES[file].model_json_schema())
    definitions = whole.pop("$defs", {})
    for record in records_of(TABLES[file]):
        schema = definitions.get(record.__name__, whole)
        for name in [name for known, name in NAMED_BY_THE_FILE if known is record]:
            del schema["properties"][name]
            schema["required"].remove(name)
        for name, each in schema["properties"].items():
            each["description"] = f"{meaning(record, name)}."
    if file in IN_TABLES:
        whole = {"type": "object", "additionalProperties": whole}
    about = {"$schema": "http://json-schema.org/draft-07/schema#", "title": file, "description": FILES[file]}
    return {**whole, **about, "$defs": definitions}


def records_of(record: type[Written]) -> list[type[Written]]:
    """A record and all that stand inside it, each once."""
    fields = [field.annotation for field in record.model_fields.values()]
    inside = [found for field in fields for each in records_in(field) for found in records_of(each)]
    return list(dict.fromkeys([record, *inside]))


def _tidied(schema: Any) -> Any:
    """Without what editors show to nobody's use: titles, and the null that TOML does not have."""
    if isinstance(schema, list):
        return [_tidied(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {key: value if key == "properties" else _tidied(value) for key, value in schema.items() if key != "title"}
    if "properties" in kept:
        kept["properties"] = {name: _tidied(each) for name, each in kept["properties"].items()}
    choices = [each for each in kept.get("anyOf", []) if each != {"type": "null"}]
    if len(choices) == 1:
        del kept["anyOf"]
        kept = {**choices[0], **kept}
    return {key: value for key, value in kept.items() if not (key == "default" and value is None)}


def page() -> str:
    """docs/format.md: every file with its keys or columns."""
    parts = [INTRODUCTION.format(format=FORMAT)]
    for file, record in (TABLES | ROWS).items():
        schema = _tidied(record.model_json_schema(mode="validation"))
        parts += [f"## `{file}`", "", FILES[file] + ("" if file in NEEDED else " The file may be left out."), ""]
        parts += _table(record, schema, schema.get("$defs", {}), rows=file in ROWS)
        for inner in records_of(record)[1:]:
            names = [name for name, field in record.model_fields.items() if inner in records_in(field.annotation)]
            parts += [f"### {' and '.join(f'`{name}`' for name in names)} in `{file}`", ""]
            parts += _table(inner, schema["$defs"][inner.__name__], schema["$defs"])
    for values in VALUES.values():
        parts += [f"## The values of `{_set_name(values)}`", "", "| value | meaning |", "|---|---|"]
        parts += [*(f"| `{value}` | {words} |" for value, words in values.items()), ""]
    return "\n".join(parts).rstrip() + "\n"


def _set_name(values: Mapping[str, str]) -> str:
    return type(next(iter(values))).__name__.casefold()


INTRODUCTION = """# The format of a programme folder

*Made by `python -m scorecard.reference` from the records that read the files. Change those and `scorecard/meanings.py`.*

Format {format}. The key `format` in `scorecard.toml` says it (without the key it is 1). A folder in a later format than
the program knows is refused, with what to do. All files are UTF-8; CSV files have commas and dates as 2030-12-31. An
unknown key or column is an error, every id that is mentioned must exist, and `python -m scorecard check` tells every
mistake with file, line and column, and how to mend it.

TOML values are what they look like: 40 is a number, "40" is a text, and neither stands for the other. A text in every
language is `{{ sv = "…", en = "…" }}`. A share is a number from 0 to 1, or a fraction as a text: "2/3". A column in two
languages is written as `text_sv` and `text_en`, or as `note` for the first language and `note_en` for English; where the
reader's language is blank, the other is shown.

Editors complete and check the TOML files by the schemas in `scorecard/schemas/`: Even Better TOML and taplo find them
through `.taplo.toml`, and in a folder made by `init` through the first line of every file. A key or column that is not
needed may be left out; a cell may be blank where its type says so.
"""


def _table(record: type[Written], schema: Schema, definitions: Mapping[str, Schema], *, rows: bool = False) -> list[str]:
    lines = [f"| {'column' if rows else 'key'} | type | needed | meaning |", "|---|---|---|---|"]
    for name, each in schema["properties"].items():
        if (record, name) in NAMED_BY_THE_FILE:
            continue
        kind = "id" if name in IDS and "pattern" not in each else in_words(each, definitions) + _unit(record, name)
        kind = kind.replace("list of texts", "ids with a space between") if rows else kind
        kind += ", or blank" if rows and _may_be_blank(record, name, each) else ""
        lines.append(
            f"| `{name}` | {kind} | {'yes' if name in schema.get('required', []) else ''} | {meaning(record, name)} |"
        )
    return [*lines, ""]


def _unit(record: type[Written], name: str) -> str:
    return f" ({UNITS[record, name]})" if (record, name) in UNITS else ""


def _may_be_blank(record: type[Written], name: str, schema: Schema) -> bool:
    optional = "None" in str(record.model_fields[name].annotation)
    bare = schema.get("type") == "string" and not {"enum", "pattern", "minLength"} & set(schema)
    return optional or (bare and name not in IDS)


def in_words(schema: Schema, definitions: Mapping[str, Schema]) -> str:
    """A type as people say it."""
    if "$ref" in schema:
        target = definitions[schema["$ref"].rpartition("/")[2]]
        return in_words(target, definitions) if "enum" in target else "table"
    if "enum" in schema or "const" in schema:
        return "one of " + ", ".join(f"`{each}`" for each in schema.get("enum", [schema.get("const")]))
    if "anyOf" in schema:
        return "share from 0 to 1"
    if schema["type"] == "array":
        return "list of texts" if schema["items"].get("type") == "string" else "list of tables"
    if schema["type"] == "object":
        inner = schema.get("additionalProperties", {})
        if inner == {"type": "string"}:
            return "text in every language"
        return "tables by id" if "$ref" in inner else f"by id {in_words(inner, definitions)}"
    return _plain(schema)


def _plain(schema: Schema) -> str:
    if schema.get("format") == "date":
        return "date"
    words = {"string": "text", "integer": "whole number", "number": "number", "boolean": "true or false"}[schema["type"]]
    limits = {"minimum": "from {}", "maximum": "to {}", "pattern": "`{}`", "maxLength": "of at most {} characters"}
    said = [form.format(schema[key]) for key, form in limits.items() if key in schema]
    return f"{words} {' '.join(said)}".replace("|", "\\|").strip()


def main() -> None:
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
    for name, schema in schemas().items():
        (SCHEMAS / name).write_text(as_text(schema), encoding="utf-8", newline="\n")


def as_text(schema: Schema) -> str:
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    main()
