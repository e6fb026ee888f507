"""QR codes of certificates, as pictures."""

import io

import segno

_SCALE = 6
_LEVEL = "m"
"""Survives a stain on printed paper and stays small enough for a label."""


def qr_svg(text: str) -> bytes:
    """The code of a Vietnamese text as SVG."""
    return _written(text, "svg")


def qr_png(text: str) -> bytes:
    """The code of a Vietnamese text as PNG."""
    return _written(text, "png")


def _written(text: str, kind: str) -> bytes:
    stream = io.BytesIO()
    segno.make(text, error=_LEVEL, encoding="utf-8", micro=False).save(stream, kind=kind, scale=_SCALE, border=4)
    return stream.getvalue()
