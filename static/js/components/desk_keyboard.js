// The keys of the desks: J and K move along a list, a letter or a number presses the button that shows it, ? lists them
// all, Ctrl+Enter sends the form that one is in. Single keys do nothing while one types in a field, and can be switched
// off on this device.
const KEY = "moothall-keys";
// After a decision the next comment comes by itself: a second press meant for the one before decides nothing so soon.
const PAUSE = 500;
export const WRITING = "textarea, select, [contenteditable], input:not([type=radio], [type=checkbox], [type=submit])";

export const switchedOff = () => {
  try {
    return localStorage.getItem(KEY) === "off";
  } catch {
    return false;
  }
};

function switchKeys(on) {
  try {
    localStorage.setItem(KEY, on ? "on" : "off");
  } catch {
    // Then they stay as they are until the page is left.
  }
}

// Along a list whose items can be chosen, one moves on the page; beside a comment, to the next comment.
function move(page, step) {
  const items = [...page.querySelectorAll("[data-queue-item]")];
  const here = items.findIndex((item) => item.getAttribute("aria-current") === "true");
  const next = items[here === -1 ? (step > 0 ? 0 : -1) : here + step];
  if (!next) return;
  if (!page.querySelector("[data-together]")) {
    location.assign(next.href);
    return;
  }
  // The first press goes to where one is already, if one is not there yet.
  const target = here !== -1 && !items.includes(document.activeElement) && step > 0 ? items[here] : next;
  for (const item of items) item.toggleAttribute("aria-current", item === target);
  target.setAttribute("aria-current", "true");
  target.focus();
}

// What somebody writes or ticks in an open part of the page is neither lost nor passed over: until that is sent or closed,
// no key decides or leads away.
function stay(page) {
  const open = [...page.querySelectorAll("details[open]")].find((each) => each.querySelector("textarea"));
  if (!open) return false;
  const told = page.querySelector("[data-desk-told]");
  if (told) {
    told.textContent = told.dataset.busy;
    told.classList.remove("visually-hidden");
  }
  if (!open.contains(page.activeElement)) open.querySelector("summary").focus();
  return true;
}

const part = (page, key) => page.querySelector(`details[data-open="${CSS.escape(key)}"]`);

function press(page, key) {
  const button = page.querySelector(`button[data-key="${CSS.escape(key)}"]:not([hidden])`);
  if (!button) return false;
  if (button.type !== "submit" || page.documentElement.dataset.keys === "ready") button.click();
  return true;
}

function open(page, key) {
  const here = part(page, key);
  if (!here) return false;
  here.open = true;
  here.querySelector("form").querySelector("input:not([type=hidden]), textarea, button").focus();
  return true;
}

function goToReasons(page) {
  const heading = page.querySelector("[data-reasons]");
  heading?.focus({ preventScroll: true });
  heading?.scrollIntoView({ block: "start" });
  return Boolean(heading);
}

const tickBox = (page) =>
  page.querySelector('[data-queue-item][aria-current="true"]')?.closest("li").querySelector("input[type=checkbox]");

function tick(page) {
  const box = tickBox(page);
  box?.click();
  return Boolean(box);
}

function undo(page) {
  const form = page.querySelector("[data-undo]");
  form?.requestSubmit();
  return Boolean(form);
}

// The form that Ctrl+Enter sends: the one that one is in, else the page's own where its button can be seen.
function formToSend(page) {
  const near = page.activeElement?.closest("form");
  if (near?.querySelector("[data-desk-submit]")) return near;
  return [...page.querySelectorAll("[data-desk-form]")].find((form) => form.checkVisibility()) ?? null;
}

function act(page, key) {
  if (/^[a-z0-9]$/.test(key) && !part(page, key) && stay(page)) return true;
  if (key === "j") move(page, 1);
  else if (key === "k") move(page, -1);
  else if (key === "?") page.querySelector("#keys-help")?.showModal();
  else if (key === "x") return tick(page);
  else if (key === "u") return undo(page);
  else if (key === "r" || key === "h") return goToReasons(page) || press(page, key);
  else return /^[a-z0-9]$/.test(key) && (press(page, key) || open(page, key));
  return true;
}

export function deskKeyboard(page) {
  const help = page.querySelector("#keys-help");
  const toggle = help?.querySelector("[data-keys-switch]");
  if (toggle) {
    toggle.checked = !switchedOff();
    toggle.addEventListener("change", () => switchKeys(toggle.checked));
  }
  page.querySelector("[data-keys-help]")?.addEventListener("click", (event) => {
    if (!help) return;
    event.preventDefault();
    help.showModal();
  });

  setTimeout(() => {
    page.documentElement.dataset.keys = "ready";
  }, PAUSE);
  page.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      const form = help?.open ? null : formToSend(page);
      if (!form) return;
      event.preventDefault();
      form.requestSubmit(form.querySelector("[data-desk-submit]"));
      return;
    }
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing && !event.repeat;
    if (!plain || event.defaultPrevented || switchedOff() || help?.open || event.target.closest?.(WRITING)) return;
    if (act(page, event.key.toLowerCase())) event.preventDefault();
  });
}
