"""Looks into one document, in a process of its own: `python -m workflows.evidence.looking`.

Given kind and path, it prints one line of JSON: `{"unfit": sentence}`, or `{}` for a file that may
be taken. It imports no Django, reaches no database, and bounds itself before it opens anything.
"""

import json
import resource
import sys
from collections.abc import Iterator
from pathlib import Path

from workflows.evidence.compound import check_compound, words_of_compound
from workflows.evidence.kinds import HEAD, Family, Unfit, check_family
from workflows.evidence.packages import words_of_package
from workflows.evidence.printed import words_of_pdf
from workflows.personal_data import personal_numbers

SECONDS = 30
MEMORY = 1500 * 2**20


def look(kind: str, path: Path) -> None:
    """Raise Unfit if the document is broken, protected, another kind, or names citizens."""
    found: set[str] = set()
    for text in words_of(kind, path):
        found.update(personal_numbers(text))
    if found:
        raise Unfit(_personal(found))


def words_of(kind: str, path: Path) -> Iterator[str]:
    """Yield a document's texts; raises Unfit where it is broken, protected or another kind."""
    with path.open("rb") as file:
        family = check_family(kind, file.read(HEAD))
    if family == Family.PDF:
        yield from words_of_pdf(path)
    elif family == Family.ZIP:
        with path.open("rb") as file:
            yield from words_of_package(file, kind)
    else:
        content = path.read_bytes()
        check_compound(content, kind)
        yield from words_of_compound(content)


def _personal(found: set[str]) -> str:
    first = min(found)
    return (
        f"文件里有个人证件号码（{first[:6]}…，共{len(found)}个）。请把身份证号、残疾人证号删去，"
        f"或遮盖中间几位（如 {first[:6]}********{first[14:18]}），核对无误后另存再上传。"
    )


def main(arguments: list[str]) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    kind, path = arguments
    try:
        look(kind, Path(path))
    except Unfit as unfit:
        print(json.dumps({"unfit": str(unfit)}))
    else:
        print("{}")


if __name__ == "__main__":
    main(sys.argv[1:])
