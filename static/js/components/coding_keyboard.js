// The analyst's keys in the list of comments: J and K move along it, X ticks, a number gives the ticked comments a theme
// or takes it away (with none ticked, the one that is being read), T goes to the choice of themes, U takes the last step
// back, Ctrl+Enter adds the chosen theme. They can be switched off with the others of the desks, and do nothing while
// one types in a field.
import { switchedOff, WRITING } from "./desk_keyboard.js";

const tagsOf = (page, id) => page.querySelector(`[data-coding-item="${id}"] [data-coding-tags]`);

// What a step changes on the page: the themes of its comments, and the figures with the way back. Comments that have
// left the list by the step are given back.
function show(page, answer, items) {
  const fresh = new DOMParser().parseFromString(answer, "text/html");
  const state = page.querySelector("[data-coding-state]");
  const newState = fresh.querySelector("[data-coding-state]");
  if (!newState) return null;
  const gone = [];
  for (const item of items) {
    const id = item.dataset.codingItem;
    const newTags = tagsOf(fresh, id);
    if (newTags) tagsOf(page, id).replaceWith(document.adoptNode(newTags));
    else gone.push(item);
  }
  state.replaceWith(document.adoptNode(newState));
  return { told: fresh.querySelector(".flashes")?.textContent.trim() ?? "", gone };
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

const boxOf = (item) => item.querySelector("input[type=checkbox]");

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

  // One theme for the ticked comments, or for the one that is being read. Where all of them have it, it is taken away.
  // Sent as the form would send it; where anything goes wrong, the form itself is sent.
  async function label(theme) {
    const ticked = items.filter((item) => boxOf(item).checked);
    const chosen = ticked.length > 0 ? ticked : [current()].filter(Boolean);
    if (busy || chosen.length === 0) return;
    busy = true;
    const has = (item) => Boolean(item.querySelector(`[data-coding-tags] [data-theme="${theme}"]`));
    const act = chosen.every(has) ? "take" : "add";
    const sent = new FormData();
    sent.set("csrf_token", form.querySelector("[name=csrf_token]").value);
    for (const item of chosen) sent.append("comments", item.dataset.codingItem);
    sent.set("to", theme);
    sent.set("act", act);
    try {
      const answer = await fetch(form.action, { method: "POST", body: sent });
      const done = answer.ok ? show(page, await answer.text(), chosen) : null;
      if (!done) throw new Error(String(answer.status));
      const name = form.querySelector(`template[data-theme="${theme}"]`)?.dataset.name ?? "";
      for (const item of done.gone) note(item, theme, name, act === "add");
      // As after the form was sent: the next number is about the next comments.
      for (const item of ticked) tick(item, false);
      told.textContent = done.told;
    } catch {
      send(chosen, theme, act);
    } finally {
      busy = false;
    }
  }

  function tick(item, on) {
    const box = boxOf(item);
    box.checked = on ?? !box.checked;
    box.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function send(chosen, theme, act) {
    for (const item of items) tick(item, chosen.includes(item));
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
    else if (theme) label(theme);
    else return;
    event.preventDefault();
  });
}
