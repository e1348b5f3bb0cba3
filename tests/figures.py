"""What a proof counted, printed for whoever runs it with `-s`."""

import json
import sys


def say(**figures: object) -> None:
    """Print what was counted, as one line of JSON."""
    sys.stdout.write(f"\n{json.dumps(figures)}\n")
