"""QR codes, such as the one by which anyone checks a paper."""

import re

import segno

# Trying all eight masks for the prettiest takes five times as long as drawing the code. What we draw ends in random
# letters, whose pattern is as even under one mask as under another; readers read which it is.
MASK = 2
DARK = re.compile(b"\x01+")


def svg(text: str, *, border: int = 4) -> str:
    """The code as one SVG element on white, without style or script; `border` counts modules.

    A page keeps the border of 4 that readers expect; on paper 0 will do, the paper being white itself.
    Raises ValueError if the text is longer than a code can hold (about 2,300 bytes).
    """
    modules = segno.make(text, error="m", micro=False, mask=MASK).matrix
    size = len(modules) + 2 * border
    dark = "".join(
        f"M{border + run.start()} {border + row}.5h{run.end() - run.start()}"
        for row, line in enumerate(modules)
        for run in DARK.finditer(line)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">'
        f'<path fill="#fff" d="M0 0h{size}v{size}h-{size}z"/><path stroke="#000" d="{dark}"/></svg>'
    )
