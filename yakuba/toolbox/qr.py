"""QR codes, such as the one by which anyone checks a paper."""

import io

import segno

# Trying all eight masks for the prettiest takes five times as long as drawing the code. What we draw ends in random
# letters, whose pattern is as even under one mask as under another; readers read which it is.
MASK = 2


def svg(text: str, *, border: int = 4) -> str:
    """The code as one SVG element on white, without style or script; `border` counts modules.

    A page keeps the border of 4 that readers expect; on paper 0 will do, the paper being white itself.
    Raises ValueError if the text is longer than a code can hold (about 2,300 bytes).
    """
    drawn = io.BytesIO()
    segno.make(text, error="m", micro=False, mask=MASK).save(
        drawn,
        kind="svg",
        border=border,
        light="#fff",
        xmldecl=False,
        nl=False,
        svgclass=None,
        lineclass=None,
        omitsize=True,
    )
    return drawn.getvalue().decode()
