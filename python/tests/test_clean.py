"""One text and many: the same as the binary, and honest edits."""

import pickle

import pytest

import jernih
from conftest import same_edits


def test_each_text_is_what_the_binary_makes_of_it(corpus):
    pipeline = jernih.Pipeline()
    changed = 0
    for record in corpus.records:
        site = record.get("url") or record.get("source")
        if record["id"] in corpus.held:
            with pytest.raises(jernih.Held) as held:
                pipeline.explain(record["text"])
            assert str(held.value) == corpus.held[record["id"]]
            continue
        cleaned = pipeline.explain(record["text"], record.get("lang"), site)
        assert cleaned.text == corpus.texts[record["id"]]
        assert same_edits(cleaned.edits, corpus.edits.get(record["id"], [])), record["id"]
        assert cleaned.undo() == cleaned.original == record["text"]
        changed += bool(cleaned.edits)
    assert changed > 50, "the premise: something was cleaned"


def test_places_are_characters_of_the_original(corpus):
    beyond_ascii = 0
    for record in corpus.records:
        edits = corpus.edits.get(record["id"], [])
        if not edits:
            continue
        cleaned = jernih.explain(record["text"], record.get("lang"))
        found = cleaned.edits
        step = [(edit["stage"], edit.get("pass", 1)) for edit in edits]
        first = [at for at, one in enumerate(step) if one == step[0]]
        in_bytes = record["text"].encode()
        # What the first stage read is the original.
        for at in first:
            start, end = edits[at]["start"], edits[at]["end"]
            assert found[at].span == (len(in_bytes[:start].decode()), len(in_bytes[:end].decode()))
            beyond_ascii += found[at].span[0] != start
        for edit in found:
            start, end = edit.span
            assert 0 <= start <= end <= len(record["text"])
        for edit in cleaned.proposed:
            start, end = edit.span
            assert cleaned.text[start:end] == edit.before
    assert beyond_ascii > 5, "the premise: bytes are not characters"


def test_many_texts_on_all_cores_are_as_one_by_one(corpus):
    texts = [record["text"] for record in corpus.records] + [None]
    pipeline = jernih.Pipeline()
    one_by_one = pipeline.clean_many(texts, jobs=1)
    assert pipeline.clean_many(texts * 4, jobs=4) == one_by_one * 4
    assert one_by_one[-1] is None and one_by_one[-2] is None, "no text, and a held one"
    assert pipeline.clean_many([]) == []


def test_a_pickled_pipeline_has_its_packs_and_decisions(tmp_path):
    pack = tmp_path / "packs/boilerplate/own.toml"
    pack.parent.mkdir(parents=True)
    pack.write_text(
        '[[rule]]\nid = "slogan"\nwhat = "The slogan of a site."\nwhy = "The site prints it."\n'
        'tier = "sure"\nwhen = { line-is = ["Warta Hujan"] }\n'
        'fix = [["Satu.\\nWarta Hujan\\n", "Satu.\\n"]]\nkeep = ["Warta Hujan terbit.\\n"]\n'
    )
    decisions = tmp_path / "decisions.toml"
    decisions.write_text(
        '[[decision]]\nrule = "spacing.joined-sentences"\nline = "Ia membuka taman baca.Taman itu ramai."\n'
        'becomes = "Ia membuka taman baca. Taman itu ramai."\nverdict = "reject"\n'
    )
    text = "Ia membuka taman baca.Taman itu ramai.\nWarta Hujan\n"
    made = jernih.Pipeline(rules=[tmp_path / "packs"], decisions=decisions)
    pickled = pickle.dumps(made)
    assert made.clean(text) == "Ia membuka taman baca.Taman itu ramai.\n"
    pack.unlink()
    decisions.unlink()
    assert pickle.loads(pickled).clean(text) == "Ia membuka taman baca.Taman itu ramai.\n"
    assert len(pickled) < 5000, "the built-in packs do not travel"
    assert jernih.clean(text) == "Ia membuka taman baca. Taman itu ramai.\nWarta Hujan\n"


def test_stages_are_chosen():
    text = "Ia membuka taman baca.Taman itu ramai.\n\n\n\nIa pulang.\n"
    assert jernih.Pipeline(stages=["layout"]).clean(text) == "Ia membuka taman baca.Taman itu ramai.\n\nIa pulang.\n"
    assert jernih.Pipeline(stages=["none"]).clean(text) == text


def test_a_likely_rule_is_applied_if_asked_for():
    text = "Harga naik di pasar, kata pedagang yang ditemui pagi ini.\nFoto: Rini\n"
    proposed = jernih.explain(text).proposed
    likely = jernih.Pipeline(likely=True).explain(text)
    assert {edit.rule for edit in proposed} <= {edit.rule for edit in likely.edits}


@pytest.mark.parametrize(
    ("arguments", "flags"),
    [
        ({"skip": ["cas"]}, ["--skip", "cas"]),
        ({"stages": ["layout", "spacings"]}, ["--stages", "layout,spacings"]),
        ({"rules": ["no-such-folder"]}, ["--rules", "no-such-folder"]),
        ({"decisions": "no-such-file.toml"}, ["--decisions", "no-such-file.toml"]),
    ],
)
def test_errors_have_the_words_of_the_command_line(arguments, flags, binary, tmp_path):
    import subprocess

    text = tmp_path / "a.txt"
    text.write_text("a")
    said = subprocess.run([binary, "diff", text, *flags], capture_output=True, text=True).stderr
    with pytest.raises(jernih.Error) as error:
        jernih.Pipeline(**arguments)
    assert said == f"jernih: {error.value}\n"


def test_a_page_for_a_notebook_escapes_what_it_shows():
    page = jernih.explain("Ia membuka <b>taman</b> baca.Taman itu ramai.\nTinggalkan Balasan\n")._repr_html_()
    assert "&lt;b&gt;taman" in page and "<b>" not in page
    assert 'title="boilerplate.id.leave-a-reply">Tinggalkan Balasan' in page
    assert page.count("<del") == 1 and page.count("<ins") == 1


def test_other_objects_are_refused():
    for wrong in (b"bytes", 3, None, ["list"]):
        with pytest.raises(TypeError):
            jernih.clean(wrong)
    with pytest.raises(TypeError):
        jernih.Pipeline(skip="case")
