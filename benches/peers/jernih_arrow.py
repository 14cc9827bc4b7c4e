"""jernih's Python package on an Arrow table, edits in a column of it. IN.jsonl OUT.parquet"""

import sys

import jernih
import pyarrow as pa
from pyarrow import json, parquet

clean = jernih.Pipeline().clean_arrow(json.read_json(sys.argv[1]), jobs=1)
parquet.write_table(pa.table(clean), sys.argv[2], compression="none")
