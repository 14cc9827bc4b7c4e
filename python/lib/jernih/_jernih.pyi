from os import PathLike
from typing import Any, Iterable, Protocol, Sequence

__version__: str

class Error(ValueError):
    """Rules, stages, decisions or data that cannot be used."""

class Held(Error):
    """A text that is held: there is no clean one, and why."""

class ArrowStream(Protocol):
    """What pyarrow, polars, pandas, DuckDB and Daft can read without copying it."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...

class Edit:
    """One edit: what stood where, what stands there, and the rule that says so."""

    stage: str
    rule: str
    tier: str
    span: tuple[int, int]
    before: str
    after: str

class Cleaned:
    """A text that was cleaned, with every edit."""

    text: str
    original: str
    @property
    def edits(self) -> list[Edit]: ...
    @property
    def proposed(self) -> list[Edit]: ...
    def undo(self) -> str: ...
    def diff(self, width: int = 100) -> str: ...
    def _repr_html_(self) -> str: ...

class Pipeline:
    """Stages with their rules."""

    def __init__(
        self,
        *,
        stages: Sequence[str] | None = None,
        skip: Sequence[str] = (),
        rules: Sequence[str | PathLike[str]] = (),
        likely: bool = False,
        decisions: str | PathLike[str] | None = None,
        max_removed: float | None = None,
    ) -> None: ...
    def clean(self, text: str, lang: str | None = None, site: str | None = None) -> str: ...
    def explain(self, text: str, lang: str | None = None, site: str | None = None) -> Cleaned: ...
    def clean_many(
        self, texts: Iterable[str | None], *, jobs: int | None = None
    ) -> list[str | None]: ...
    def clean_arrow(
        self,
        data: Any,
        text: str = "text",
        edits: bool = True,
        *,
        lang: str = "lang",
        site: str | None = None,
        jobs: int | None = None,
    ) -> ArrowStream: ...

class Sift:
    """What the first pass of mining counts of a part of the documents."""

    def count(
        self, pipeline: Pipeline, batch: Any, columns: tuple[str, str, str | None]
    ) -> None: ...
    def merge(self, part: bytes) -> None: ...
    def to_bytes(self) -> bytes: ...
    def close(self) -> tuple[bytes, dict[str, int]]: ...

class Count:
    """What the second pass of mining counts of a part of the documents."""

    def __init__(self, passing: bytes) -> None: ...
    def count(
        self, pipeline: Pipeline, batch: Any, columns: tuple[str, str, str | None]
    ) -> None: ...
    def merge(self, part: bytes) -> None: ...
    def to_bytes(self) -> bytes: ...
    def pack(self, pipeline: Pipeline, sites: dict[str, int]) -> str: ...

MINED: str
MINING_STAGES: list[str]

def main(arguments: Sequence[str]) -> int: ...
