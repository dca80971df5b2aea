"""The pipe to Node (src/train/engines/rollout-service.ts): a question a line out, an answer a line in.

Problems, rewards, advantages, verdict questions and figures come from there; this side knows tokens only.
"""

from __future__ import annotations

import json
import os
import sys
from typing import BinaryIO, TextIO

MARK = "vouch-ask "


def own_output() -> TextIO:
    """Standard output for questions alone: whatever libraries print goes to standard error from now on."""
    output = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return output


class Service:
    def __init__(self, answers: BinaryIO, questions: TextIO):
        self.answers = answers
        self.questions = questions

    def ask(self, name: str, **fields: object) -> dict:
        """Raises EOFError where nobody answers any more."""
        try:
            self.questions.write(MARK + json.dumps({"ask": name} | fields) + "\n")
            self.questions.flush()
        except BrokenPipeError:
            raise EOFError(f"rollout service: expected an answer to {name}, but its process is gone") from None
        line = self.answers.readline()
        if not line:
            raise EOFError(f"rollout service: expected an answer to {name}, got the end of the pipe")
        return json.loads(line)
