"""The strongest rival: what a careful person writes in an afternoon. IN.jsonl OUT.jsonl, also .gz."""

import gzip, sys, unicodedata
import orjson, plsfix

LINES = set("""loading…|Loading...|Advertisement|ADVERTISEMENT|Iklan|Bagikan:|Share on Facebook|Tweet|Share this article
Tinggalkan Balasan|Batalkan balasan|Leave a Reply|Cancel reply|Post Comment|Kirim Komentar|Baca juga:|BACA JUGA:|Read more
Selanjutnya|Halaman Selanjutnya|Berita Terkait|Related Posts|Terpopuler|Follow us on Twitter|Ikuti kami di Google News
SCROLL TO CONTINUE WITH CONTENT|Privacy Policy|Kebijakan Privasi|Skip to main content|Home""".replace("\n", "|").split("|"))


def opened(path, mode):
    return gzip.open(path, mode, compresslevel=6) if path.endswith(".gz") else open(path, mode, 1 << 20)


with opened(sys.argv[1], "rb") as source, opened(sys.argv[2], "wb") as sink:
    for record in map(orjson.loads, source):
        text = unicodedata.normalize("NFC", plsfix.fix_text(record["text"]))
        lines = (" ".join(line.split()) for line in text.split("\n"))
        record["text"] = "\n".join(line for line in lines if line not in LINES)
        sink.write(orjson.dumps(record) + b"\n")
