"""The child process of press.py: reads a template and its values, answers with a PDF, again and again.

It runs alone, by its path: it imports nothing of Yakuba, and its environment holds no secret, no database and
no way to the network. Frames on both pipes: a request is a length (4 bytes) and that much JSON; an answer is
the request's own id (16 bytes), a status (1 byte), a length (4 bytes) and that much PDF or JSON.
"""

import json
import os
import re
import resource
import signal
import struct
import sys
from typing import Any, BinaryIO

import typst

PRINTED, FAILED = 0, 1
# PDF/A-2a: kept for decades, and an error for every missing glyph. PDF/UA-1: read aloud in order.
STANDARDS: list[Any] = ["a-2a", "ua-1"]
IN_TEMPLATE = re.compile(r"__typst_py_bytes__\.typ:(\d+)")


def main(fonts: str, memory: str) -> None:
    """Answers one request after the other until the press closes the pipe.

    A template sees the files of the current folder only, and may use `memory` bytes.
    """
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    # Nothing but an answer may reach the pipe, whatever a library prints.
    os.dup2(2, 1)
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    compiler = typst.Compiler(
        root=os.getcwd(),
        font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[fonts]),
        ignore_system_fonts=True,
        package_path=os.devnull,
        package_cache_path=os.devnull,
    )
    while size := requests.read(4):
        answer(json.loads(requests.read(struct.unpack(">I", size)[0])), compiler, answers)


def answer(request: dict[str, Any], compiler: typst.Compiler, answers: BinaryIO) -> None:
    """Prints one paper. Should the press be gone by then, the alarm ends a template that never does."""
    signal.alarm(request["seconds"])
    status, body = typeset(request, compiler)
    signal.alarm(0)
    answers.write(struct.pack(">16sBI", bytes.fromhex(request["id"]), status, len(body)) + body)
    answers.flush()


def typeset(request: dict[str, Any], compiler: typst.Compiler) -> tuple[int, bytes]:
    """The PDF, or the reason why there is none, with the line of the template."""
    try:
        pdf = compiler.compile(
            request["template"].encode(),
            format="pdf",
            sys_inputs={"values": request["values"], "rare": request["rare"]},
            pdf_standards=STANDARDS,
            # The clock never reaches a paper: its date is among its values.
            timestamp=0,
        )
    except typst.TypstError as fault:
        line = IN_TEMPLATE.search(fault.diagnostic)
        message = fault.message.replace(f"{os.getcwd()}/", "")
        reason = {"message": message, "hints": fault.hints, "line": int(line[1]) if line else None}
        return FAILED, json.dumps(reason).encode()
    if not isinstance(pdf, bytes):
        raise TypeError("typst gave no PDF")
    return PRINTED, pdf


if __name__ == "__main__":
    main(*sys.argv[1:])
