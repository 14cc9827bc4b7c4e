"""The command `jernih`: the same code as the binary."""

import signal
import sys

from jernih._jernih import main as run


def main() -> None:
    # Python's own answer to Ctrl-C waits until the command has ended.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    sys.exit(run(["jernih", *sys.argv[1:]]))


if __name__ == "__main__":
    main()
