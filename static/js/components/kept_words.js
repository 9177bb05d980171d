// Words that were typed into a form and not sent yet, kept by form. Each form has a list of entries {at, from, fields},
// the newest last, for two tabs with the same form may hold different words. A tab replaces and forgets its own alone.
// Words come back by the link that one came by (`from` is the paragraph that it chose) and by that of the paragraph
// that was chosen in the form. Email addresses are in no entry, for FIELDS names all that may be.
import { WORDS, forget, keep, keptNames, recall } from "./device.js";

// `written_on` is the draft that their author read, and not theirs to change: sent with it, words that were kept while
// the text changed are answered with what changed.
const FIELDS = ["body", "reason", "stance", "name", "asked_of", "clause", "quote", "before", "after", "written_on"];
// Words that were chosen in the text, with what stands beside them there.
const QUOTATION = ["quote", "before", "after"];
// Divides a form's name from what its words are about.
const ABOUT = " clause=";
const DAYS = 30;
// Which form this tab sent last, with a mark of its words: the page that comes next forgets them.
const SENT = "moothall-sent";
// What arrived of this tab's forms: when, and a mark of the words, which nobody can read them from.
const ARRIVED = "moothall-arrived";
const MOST_ARRIVED = 50;

// The words themselves. A report calls them text.
export const wordsIn = (form) => form.elements.body ?? form.elements.text;

const controlOf = (form, name) => (name === "body" ? wordsIn(form) : form.elements[name]);

const fieldsOf = (form) => FIELDS.filter((name) => controlOf(form, name));

// What was typed, field by field.
export const typedIn = (form) => Object.fromEntries(fieldsOf(form).map((name) => [name, controlOf(form, name).value]));

export const isSame = (one, other) => FIELDS.every((name) => name === "written_on" || (one[name] ?? "") === (other[name] ?? ""));

export const quotationOf = (fields) => Object.fromEntries(QUOTATION.map((name) => [name, fields[name] ?? ""]));

export const isAboutSame = (one, other) => QUOTATION.every((name) => (one[name] ?? "") === (other[name] ?? ""));

// Puts words into the form, as if they had been typed.
export function type(form, fields) {
  for (const name of fieldsOf(form)) {
    const control = controlOf(form, name);
    const value = fields[name] ?? "";
    // No stance is the button with no value; no reason is no button.
    if (control.type) control.value = value;
    else for (const button of control) button.checked = button.value === value;
    // A list has it no more: then it is nothing in particular.
    if (control.selectedIndex < 0) control.value = "";
  }
  wordsIn(form).dispatchEvent(new Event("input", { bubbles: true }));
}

const nameOf = (form) => WORDS + form.dataset.keep;

const aboutIn = (fields) => markOf(["clause", ...QUOTATION].map((name) => fields[name] ?? "").join("|"));

const placeOf = (form) => nameOf(form) + ABOUT + aboutIn(typedIn(form));

// An entry that stands alone was kept before two tabs could each have one.
const entriesUnder = (name) => [recall(name)].flat().filter((entry) => typeof entry?.fields?.body === "string");

const keepEntries = (name, entries) => (entries.length ? keep(name, entries) : forget(name));

const othersUnder = (name, fields) => entriesUnder(name).filter((entry) => !isSame(entry.fields, fields));

// The newest words kept for a form and one of its paragraphs that differ from these, or null. Those about a paragraph
// that the draft has no more belong to all of the text.
export const entryFor = (form, clause, fields) => entriesFor(form, clause, fields).at(-1) ?? null;

// The same of those alone that are about the very words that these are about: no others come back unasked.
export const entryAboutSame = (form, clause, fields) =>
  entriesFor(form, clause, fields).filter((entry) => isAboutSame(entry.fields, fields)).at(-1) ?? null;

function entriesFor(form, clause = "", fields) {
  const offered = [...(form.elements.clause?.options ?? [])].map((option) => option.value);
  const belongs = (key) => (offered.includes(key) ? key : "") === clause;
  return othersUnder(nameOf(form), fields).filter((entry) => belongs(entry.from) || belongs(entry.fields.clause));
}

export const isKept = (form, fields) => entriesUnder(nameOf(form)).some((entry) => isSame(entry.fields, fields));

export const forgetUnder = (name, fields) => keepEntries(name, othersUnder(name, fields));

export const forgetTyped = (form, fields) => forgetUnder(nameOf(form), fields);

// All that is kept for a form and for the replies below it, with the name of its list.
export const keptUnder = (form) =>
  keptNames(WORDS + form)
    .filter((name) => `${name} `.startsWith(`${WORDS}${form} `))
    .flatMap((name) => entriesUnder(name).map((entry) => ({ name, ...entry })));

// Keeps what stands in the form, in the place of what this tab kept last.
export function keepTyped(form, last, clause) {
  const fields = typedIn(form);
  const { from = clause } = entriesUnder(nameOf(form)).find((entry) => isSame(entry.fields, last)) ?? {};
  const others = othersUnder(nameOf(form), last).filter((entry) => !isSame(entry.fields, fields));
  return keepEntries(nameOf(form), [...others, { at: Date.now(), from, fields }]);
}

export function noteSending(form) {
  try {
    sessionStorage.setItem(SENT, JSON.stringify({ place: placeOf(form), mark: markOf(wordsIn(form).value) }));
  } catch {
    // Then the words stay until they are sent again, forgotten or 30 days old.
  }
}

const bare = (text) => text.normalize("NFC").replace(/[\s\p{C}]/gu, "");

// Tells texts apart by 53 bits.
function markOf(text) {
  let [one, other] = [0xdeadbeef, 0x41c6ce57];
  for (const sign of bare(text)) {
    one = Math.imul(one ^ sign.codePointAt(0), 2654435761);
    other = Math.imul(other ^ sign.codePointAt(0), 1597334677);
  }
  one = Math.imul(one ^ (one >>> 16), 2246822507) ^ Math.imul(other ^ (other >>> 13), 3266489909);
  other = Math.imul(other ^ (other >>> 16), 2246822507) ^ Math.imul(one ^ (one >>> 13), 3266489909);
  return 4294967296 * (2097151 & other) + (one >>> 0);
}

const arrived = () => JSON.parse(sessionStorage.getItem(ARRIVED)) ?? [];

// When these very words arrived from this form and tab, or null. A form that begins with words is none to send twice.
export function sentAt(form) {
  const body = wordsIn(form);
  if (form.dataset.sent || body.defaultValue || !bare(body.value)) return null;
  try {
    return arrived().find(({ place, mark }) => place === placeOf(form) && mark === markOf(body.value))?.at ?? null;
  } catch {
    return null;
  }
}

// On a receipt: forgets the words of the form that led here, if they are the very words that arrived. Other words, or
// some that another tab has typed since, stay. A page that shows no words says of which form it tells the arrival.
export function forgetWhatWasSent(page) {
  const words = page.querySelector("[data-sent-words]");
  const form = page.querySelector("[data-sent-form]");
  if (!words && !form) return;
  try {
    const sent = JSON.parse(sessionStorage.getItem(SENT));
    const [name, about] = sent.place.split(ABOUT);
    if (form && name !== WORDS + form.dataset.sentForm) return;
    sessionStorage.removeItem(SENT);
    const mark = words ? markOf(words.textContent) : sent.mark;
    sessionStorage.setItem(ARRIVED, JSON.stringify([...arrived(), { ...sent, mark, at: Date.now() }].slice(-MOST_ARRIVED)));
    const stays = ({ fields }) => markOf(fields.body) !== mark || `${aboutIn(fields)}` !== about;
    if (name.startsWith(WORDS)) keepEntries(name, entriesUnder(name).filter(stays));
  } catch {
    // Nothing was noted, so nothing is to be forgotten.
  }
}

export function forgetWhatIsOld() {
  const oldest = Date.now() - DAYS * 24 * 60 * 60 * 1000;
  for (const name of keptNames(WORDS)) keepEntries(name, entriesUnder(name).filter(({ at }) => at > oldest));
}

// Each paragraph once had a list of its own, under a name that told which.
export function bringTogether() {
  for (const old of keptNames(WORDS)) {
    const [name, clause] = old.split(ABOUT);
    if (!clause) continue;
    const entries = entriesUnder(old).map(({ at, fields }) => ({ at, from: clause, fields: { ...fields, clause } }));
    if (keepEntries(name, [...entries, ...entriesUnder(name)])) forget(old);
  }
}
