"""A thumb on a phone of 375 px: it taps what is large enough for it, and counts its taps."""

from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page

PHONE = {"width": 375, "height": 667}
LEAST = 44  # CSS pixels a finger needs, both ways


@dataclass
class Thumb:
    """Taps and counts; a target too small for it is a fault of the page."""

    page: Page
    taps: list[str] = field(default_factory=list)

    def tap(self, target: Locator) -> None:
        target.scroll_into_view_if_needed()
        words = target.inner_text().strip().split("\n")[0]
        assert not too_small(target), f"{words} is too small for a thumb"
        target.click()
        self.taps.append(words)


def too_small(target: Locator) -> str:
    """Return the target's size if it is below what a finger needs; nothing if it is not."""
    box = target.bounding_box()
    if box is None or (box["width"] >= LEAST and box["height"] >= LEAST):
        return ""
    return f"{box['width']:.0f} × {box['height']:.0f}: {target.inner_text()[:20]}"


def small_targets(part: Locator) -> list[str]:
    """Return every target of a part of the page that a thumb would miss."""
    targets = part.locator("a, button, summary, textarea, select, input:not([type=hidden])").all()
    return [size for each in targets if each.is_visible() and (size := too_small(each))]
