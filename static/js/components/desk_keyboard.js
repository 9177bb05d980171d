// The moderator's keys: J and K move along the queue, a letter chooses a decision, ? lists them, Ctrl+Enter sends.
// Single keys do nothing while one types in a field, and can be switched off on this device.
const KEY = "moothall-keys";
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

function move(page, step) {
  const items = [...page.querySelectorAll("[data-queue-item]")];
  const here = items.findIndex((item) => item.getAttribute("aria-current") === "true");
  const next = items[here === -1 ? (step > 0 ? 0 : -1) : here + step];
  if (next) location.assign(next.href);
}

function choose(page, letter) {
  const choice = page.querySelector(`[data-desk-form] [data-key="${CSS.escape(letter)}"]`);
  if (!choice) return false;
  choice.checked = true;
  choice.focus();
  choice.dispatchEvent(new Event("change", { bubbles: true }));
  return true;
}

// The one solid button names what it will do.
function nameButton(form) {
  const button = form.querySelector("[data-desk-submit]");
  const chosen = form.querySelector("input[type=radio][data-button]:checked");
  if (button && chosen) button.textContent = chosen.dataset.button;
}

export function deskKeyboard(page) {
  const form = page.querySelector("[data-desk-form]");
  const help = page.querySelector("#keys-help");
  form?.addEventListener("change", () => nameButton(form));
  if (form) nameButton(form);

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

  page.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      if (form && !help?.open) {
        event.preventDefault();
        form.requestSubmit();
      }
      return;
    }
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing;
    if (!plain || switchedOff() || help?.open || event.target.closest?.(WRITING)) return;
    const letter = event.key.toLowerCase();
    if (letter === "j") move(page, 1);
    else if (letter === "k") move(page, -1);
    else if (letter === "?" && help) help.showModal();
    else if (!/^[a-z]$/.test(letter) || !choose(page, letter)) return;
    event.preventDefault();
  });
}
