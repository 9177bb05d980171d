// Where a form is closed, what this device keeps of it stands on the page: to be copied, or deleted. Every list of a
// name counts that begins so: a recommendation's page shows unsent replies too.
import { forgetUnder, keptUnder } from "./kept_words.js";
import { momentOf } from "./moments.js";

function shown(page, template, { name, at, fields }, number) {
  const group = template.content.firstElementChild.cloneNode(true);
  const [label, button] = ["label", "button"].map((each) => group.querySelector(each));
  // Made here: a page whose form is closed has no place to type, not even in a part that waits for script.
  const words = Object.assign(page.createElement("textarea"), { className: "govuk-textarea", rows: 6, readOnly: true, value: fields.body });
  label.after(words);
  group.querySelector("[data-when]").textContent = momentOf(page, at);
  words.id = label.htmlFor = `kept-here-${number}`;
  label.id = `${words.id}-when`;
  button.setAttribute("aria-describedby", label.id);
  button.addEventListener("click", () => {
    forgetUnder(name, fields);
    const gone = group.querySelector("[data-gone]");
    group.replaceChildren(gone);
    gone.hidden = false;
    gone.focus();
  });
  return group;
}

export function keptHere(page) {
  const place = page.querySelector("[data-kept-here]");
  if (!place) return;
  const entries = keptUnder(place.dataset.keptHere);
  const template = place.querySelector("template");
  place.append(...entries.map((entry, index) => shown(page, template, entry, index + 1)));
  place.hidden = !entries.length;
}
