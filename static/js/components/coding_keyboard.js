// The analyst's keys in the list of comments: J and K move along it, X ticks, a number gives the comment a theme or
// takes it away, T goes to the choice of themes, U takes the last step back, Ctrl+Enter adds the chosen theme. They can
// be switched off with the others of the desks, and do nothing while one types in a field.
import { switchedOff, WRITING } from "./desk_keyboard.js";

// What a step changes on the page: the comment's own themes, and the figures with the way back.
function show(page, answer, id) {
  const fresh = new DOMParser().parseFromString(answer, "text/html");
  const tags = page.querySelector(`[data-coding-item="${id}"] [data-coding-tags]`);
  const state = page.querySelector("[data-coding-state]");
  const newState = fresh.querySelector("[data-coding-state]");
  if (!newState) return null;
  const newTags = fresh.querySelector(`[data-coding-item="${id}"] [data-coding-tags]`);
  if (newTags) tags.replaceWith(document.adoptNode(newTags));
  state.replaceWith(document.adoptNode(newState));
  return { told: fresh.querySelector(".flashes")?.textContent.trim() ?? "", inList: Boolean(newTags) };
}

// A comment that has left the list by a step stays where one was reading, and shows the theme that it got or lost.
function note(item, theme, name, added) {
  const tags = item.querySelector("[data-coding-tags]");
  tags.querySelector(".none")?.remove();
  if (!added) tags.querySelector(`[data-theme="${theme}"]`)?.remove();
  else if (!tags.querySelector(`[data-theme="${theme}"]`)) {
    const tag = document.createElement("li");
    tag.dataset.theme = theme;
    tag.textContent = name;
    tags.append(tag);
  }
}

export function codingKeyboard(page) {
  const form = page.querySelector("[data-coding]");
  if (!form) return;
  const items = [...form.querySelectorAll("[data-coding-item]")];
  const choice = form.querySelector("select[name=to]");
  const told = page.querySelector("[data-coding-told]");
  let busy = false;
  for (const hint of form.querySelectorAll("[data-coding-keys]")) hint.hidden = switchedOff();

  const current = () => items.find((item) => item.hasAttribute("data-current"));
  const go = (item) => {
    for (const other of items) other.toggleAttribute("data-current", other === item);
  };
  form.addEventListener("focusin", (event) => {
    const item = event.target.closest("[data-coding-item]");
    if (item) go(item);
  });

  function move(step) {
    const next = items[items.indexOf(current()) + step] ?? (current() ? null : items.at(0));
    if (!next) return;
    go(next);
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }

  // One comment, one theme: sent as the form would send it. Where anything goes wrong, the page itself is sent.
  async function label(item, theme) {
    if (busy) return;
    busy = true;
    const id = item.dataset.codingItem;
    const has = Boolean(item.querySelector(`[data-coding-tags] [data-theme="${theme}"]`));
    const sent = new FormData();
    sent.set("csrf_token", form.querySelector("[name=csrf_token]").value);
    sent.set("comments", id);
    sent.set("to", theme);
    sent.set("act", has ? "take" : "add");
    try {
      const answer = await fetch(form.action, { method: "POST", body: sent });
      const done = answer.ok ? show(page, await answer.text(), id) : null;
      if (!done) throw new Error(String(answer.status));
      const name = [...choice.options].find((option) => option.value === theme)?.text ?? "";
      if (!done.inList) note(item, theme, name, !has);
      told.textContent = done.told;
    } catch {
      send(item, theme, has ? "take" : "add");
    } finally {
      busy = false;
    }
  }

  function tick(item, on) {
    const box = item.querySelector("input[type=checkbox]");
    box.checked = on ?? !box.checked;
    box.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function send(item, theme, act) {
    for (const other of items) tick(other, other === item);
    choice.value = theme;
    form.requestSubmit(form.querySelector(`button[name=act][value="${act}"]`));
  }

  // Before the desk's own keys, whose Ctrl+Enter sends the form: with nothing ticked, it is about the comment one reads.
  page.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      if (current() && !form.querySelector("input[name=comments]:checked")) tick(current(), true);
    },
    true,
  );

  page.addEventListener("keydown", (event) => {
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing;
    if (!plain || switchedOff() || page.querySelector("dialog[open]") || event.target.closest?.(WRITING)) return;
    const key = event.key.toLowerCase();
    const theme = form.querySelector(`template[data-theme-key="${CSS.escape(key)}"]`)?.dataset.theme;
    if (key === "j") move(1);
    else if (key === "k") move(-1);
    else if (key === "x" && current()) tick(current());
    else if (key === "t") choice.focus();
    else if (key === "u") page.querySelector("[data-coding-undo]")?.requestSubmit();
    else if (theme && current()) label(current(), theme);
    else return;
    event.preventDefault();
  });
}
