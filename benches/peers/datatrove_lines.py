"""datatrove's repair and line rules, without its tokenizers. IN.jsonl OUT-folder"""

import os, sys
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.filters import C4QualityFilter
from datatrove.pipeline.formatters import FTFYFormatter, SymbolLinesFormatter
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter

folder, name = os.path.split(sys.argv[1])
pipeline = [
    JsonlReader(folder, glob_pattern=name, compression=None),
    FTFYFormatter(),
    SymbolLinesFormatter(),
    C4QualityFilter(min_num_sentences=-1),
    JsonlWriter(sys.argv[2], output_filename="${rank}.jsonl", compression=None),
]
LocalPipelineExecutor(pipeline, tasks=1, logging_dir=sys.argv[2] + ".logs").run()
