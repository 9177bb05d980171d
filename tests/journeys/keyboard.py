"""Going through a page by keyboard."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page

MOST_STEPS = 400
_IS_FOCUSED = "element => element === document.activeElement"
# An outline or a shadow that is there only while the element has the focus, on itself or on what stands for it.
_LOOK = """element => {
  const stands = element.matches("input[type=radio], input[type=checkbox]") ? element.nextElementSibling : null;
  return [element, stands].filter(Boolean).map((one) => ["", "::before", "::after"].map((part) => {
    const style = getComputedStyle(one, part || null);
    return [style.outlineStyle, style.outlineWidth, style.boxShadow, style.borderWidth, style.backgroundColor].join();
  }).join("|")).join("/");
}"""


def go_by_tab(page: Page, target: Locator) -> None:
    """Press Tab until this has the focus."""
    for _ in range(MOST_STEPS):
        if target.evaluate(_IS_FOCUSED):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reaches {target}")


def has_visible_focus(target: Locator) -> bool:
    """Whether one can see that this has the focus: it looks otherwise than without."""
    with_focus: Any = target.evaluate(_LOOK)
    target.evaluate("element => element.blur()")
    without: Any = target.evaluate(_LOOK)
    target.evaluate("element => element.focus({focusVisible: true})")
    return bool(with_focus != without)
