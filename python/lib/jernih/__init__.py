"""Cleans scraped text, and shows, for every byte that it changed, which rule changed it and why.

>>> import jernih
>>> jernih.clean("Harga beras naik.\\nTinggalkan Balasan\\n")
'Harga beras naik.\\n'
>>> for edit in jernih.explain("Harga beras naik.\\nTinggalkan Balasan\\n").edits:
...     print(edit.rule, edit.span)
boilerplate.id.leave-a-reply (18, 37)

Spark, Ray Data, datatrove and Hugging Face datasets have a module each: `jernih.spark`, `jernih.ray`,
`jernih.datatrove` and `jernih.hf`. The command line is installed as `jernih`.
"""

from __future__ import annotations

import functools

from jernih._jernih import Cleaned, Edit, Error, Held, Pipeline, __version__

__all__ = ["Cleaned", "Edit", "Error", "Held", "Pipeline", "__version__", "clean", "explain"]


def clean(text: str, lang: str | None = None) -> str:
    """The clean text, by all stages and the built-in packs.

    `lang` is the language tag of the text if it is known; nearly all rules need none. A text that
    would lose nearly all that it says, or that cannot be cleaned, raises `jernih.Held`.

    >>> clean("Ia membuka taman baca.Taman itu ramai.")
    'Ia membuka taman baca. Taman itu ramai.'
    """
    return _pipeline().clean(text, lang)


def explain(text: str, lang: str | None = None) -> Cleaned:
    """The clean text with every edit.

    >>> cleaned = explain("Ia membuka taman baca.Taman itu ramai.")
    >>> cleaned.text
    'Ia membuka taman baca. Taman itu ramai.'
    >>> cleaned.edits
    [<jernih.Edit spacing.joined-sentences at 22-22: "" -> " ">]
    >>> cleaned.undo() == cleaned.original
    True
    """
    return _pipeline().explain(text, lang)


@functools.cache
def _pipeline() -> Pipeline:
    return Pipeline()
