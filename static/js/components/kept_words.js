// Words that were typed into a form and not sent yet, one entry for each form: what it is about, its paragraph, the
// comment it replies to. An entry is {at, fields}. Email addresses are in no entry, for FIELDS names all that may be.
import { WORDS, forget, keep, keptNames, recall } from "./device.js";

const FIELDS = ["body", "stance", "name", "asked_of"];
const ABOUT = ["clause", "reply_to"];
const DAYS = 30;
// Which form this tab sent last: the receipt that comes next forgets its words.
const SENT = "moothall-sent";

const fieldsOf = (form) => FIELDS.filter((name) => form.elements[name]);

// What was typed, field by field.
export const typedIn = (form) => Object.fromEntries(fieldsOf(form).map((name) => [name, form.elements[name].value]));

export const isSame = (one, other) => Object.keys({ ...one, ...other }).every((name) => (one[name] ?? "") === (other[name] ?? ""));

// Puts words into the form, as if they had been typed.
export function type(form, fields) {
  for (const name of fieldsOf(form)) {
    const control = form.elements[name];
    const value = fields[name] ?? "";
    // No stance is the button with no value.
    if (control.type) control.value = value;
    else for (const button of control) button.checked = button.value === value;
  }
  form.elements.body.dispatchEvent(new Event("input", { bubbles: true }));
}

export const nameOf = (form) =>
  WORDS + [form.dataset.keep, ...ABOUT.filter((name) => form.elements[name]?.value).map((name) => `${name}=${form.elements[name].value}`)].join(" ");

export const entryFor = (form) => {
  const entry = recall(nameOf(form));
  return typeof entry?.fields?.body === "string" ? entry : null;
};

export const keepTyped = (form) => keep(nameOf(form), { at: Date.now(), fields: typedIn(form) });

export function noteSending(form) {
  try {
    sessionStorage.setItem(SENT, nameOf(form));
  } catch {
    // Then the words stay until they are sent again, forgotten or 30 days old.
  }
}

const bare = (text) => text.normalize("NFC").replace(/[\s\p{C}]/gu, "");

// On a receipt: forgets the words of the form that led here, if they are the very words that arrived. Other words, or
// some that another tab has typed since, stay.
export function forgetWhatWasSent(page) {
  const words = page.querySelector("[data-sent-words]");
  if (!words) return;
  try {
    const name = sessionStorage.getItem(SENT);
    sessionStorage.removeItem(SENT);
    if (name?.startsWith(WORDS) && bare(recall(name)?.fields?.body ?? "") === bare(words.textContent)) forget(name);
  } catch {
    // Nothing was noted, so nothing is to be forgotten.
  }
}

export function forgetWhatIsOld() {
  for (const name of keptNames(WORDS)) if (!(recall(name)?.at > Date.now() - DAYS * 24 * 60 * 60 * 1000)) forget(name);
}
