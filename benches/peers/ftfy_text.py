"""ftfy.fix_text on every record. IN.jsonl OUT.jsonl"""

import json, sys
import ftfy

with open(sys.argv[1], encoding="utf-8") as source, open(sys.argv[2], "w", encoding="utf-8") as sink:
    for record in map(json.loads, source):
        record["text"] = ftfy.fix_text(record["text"])
        sink.write(json.dumps(record, ensure_ascii=False) + "\n")
