"""What is drawn where on a page, as colours, and how they differ. Asserts nothing."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from PIL import Image
from playwright.sync_api import Page

Pixels = np.ndarray[Any, np.dtype[np.float64]]


def shot(tab: Page, box: dict[str, float] | None = None) -> Pixels:
    """The colours of the window or of a part of it."""
    return pixels(tab.screenshot(clip=box) if box else tab.screenshot())  # type: ignore[arg-type]


def pixels(picture: bytes) -> Pixels:
    """The colours of a picture, one row of [red, green, blue] per row of pixels."""
    return np.asarray(Image.open(io.BytesIO(picture)).convert("RGB"), dtype=np.float64)


def luminance(colours: Pixels) -> Pixels:
    """WCAG's relative luminance."""
    parts = colours / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ np.array([0.2126, 0.7152, 0.0722]))


def contrast(some: Pixels, others: Pixels) -> Pixels:
    """WCAG's contrast ratio, pixel by pixel."""
    one, other = luminance(some) + 0.05, luminance(others) + 0.05
    return np.asarray(np.maximum(one, other) / np.minimum(one, other))
