// Keeps what one types in a form that asks for it (data-keep), brings it back, and says so beside the form. The privacy
// page has the same lines without a form.
import { isShared, setShared } from "./device.js";
import {
  entryAboutSame,
  entryFor,
  forgetTyped,
  isAboutSame,
  isKept,
  isSame,
  keepTyped,
  noteSending,
  quotationOf,
  sentAt,
  type,
  typedIn,
  wordsIn,
} from "./kept_words.js";
import { dayOf, momentOf } from "./moments.js";

const PAUSE = 300;

class Keeping {
  constructor(page, place) {
    this.page = page;
    this.place = place;
    this.form = place.closest("form[data-keep]");
    this.state = isShared() ? "shared" : "on";
    const acts = {
      share: () => this.share(true),
      unshare: () => this.share(false),
      forget: () => this.forgetThis(),
      resume: () => this.resume(),
      empty: () => this.empty(),
      swap: () => this.swap(),
      use: () => this.use(),
    };
    for (const button of (this.form ?? place).querySelectorAll("[data-keeping-act]")) {
      button.addEventListener("click", acts[button.dataset.keepingAct]);
    }
    if (this.form) this.watch();
    this.show();
    place.hidden = false;
  }

  part(name) {
    return this.form?.querySelector(`[data-keeping-${name}]`);
  }

  watch() {
    // What the server sent, to go back to. After a refusal these are the words that were sent, the newest there are.
    this.given = typedIn(this.form);
    this.emptyIfSent();
    // A page that the browser brings back as it was left runs no script again.
    addEventListener("pageshow", () => {
      this.emptyIfSent();
      this.showQuotation();
    });
    // What this tab kept last, or brought back.
    this.last = typedIn(this.form);
    const words = wordsIn(this.form);
    const isTyped = this.form.dataset.sent || words.value !== words.defaultValue;
    const entry = isTyped ? null : entryAboutSame(this.form, this.given.clause, this.given);
    if (entry) {
      this.put(entry.fields);
      this.tell("restored", dayOf(this.page, entry.at));
    }
    this.offer(entryFor(this.form, this.given.clause, this.last));
    for (const what of ["input", "change"]) this.form.addEventListener(what, () => this.later());
    this.form.addEventListener("submit", () => {
      this.save();
      if (this.state !== "shared") noteSending(this.form);
    });
    addEventListener("pagehide", () => this.save());
    this.page.addEventListener("visibilitychange", () => this.save());
  }

  // Who goes back after sending finds the form filled in by the browser, with a new token: sent again, these words
  // would make a second comment. Words that differ in one letter stay.
  emptyIfSent() {
    const at = sentAt(this.form);
    if (!at) return;
    clearTimeout(this.timer);
    this.form.reset();
    wordsIn(this.form).dispatchEvent(new Event("input", { bubbles: true }));
    clearTimeout(this.timer);
    this.given = typedIn(this.form);
    this.last = this.given;
    this.isChanged = false;
    this.hideNotices();
    this.tell("sent", momentOf(this.page, at));
  }

  tell(name, when) {
    const notice = this.part(name);
    notice.querySelector("[data-when]").textContent = when;
    notice.hidden = false;
  }

  // Other words were kept for this form than stand in it: both can be had, and neither goes by itself. Words that are
  // about others of the text say about which, and come under those chosen now only where their author wants it.
  offer(entry) {
    if (!entry) return;
    this.other = entry;
    const { quote } = entry.fields;
    this.part("quoted").hidden = !quote;
    this.part("quoted").querySelector("[data-quote]").textContent = quote;
    this.part("otherwise").hidden = isAboutSame(entry.fields, typedIn(this.form));
    this.tell("other", dayOf(this.page, entry.at));
  }

  swap() {
    this.isChanged = true;
    this.save();
    const now = { at: Date.now(), fields: typedIn(this.form) };
    // The words that go out of the form stay kept.
    this.put(this.other.fields);
    this.part("other").hidden = true;
    if (now.fields.body.trim()) this.offer(now);
    wordsIn(this.form).focus();
  }

  // The words that were kept about others of the text are from now on about what was chosen in the form.
  use() {
    const { clause, ...fields } = typedIn(this.form);
    this.swap();
    type(this.form, { ...typedIn(this.form), ...quotationOf(fields), clause });
    this.showQuotation();
    this.part("lost").hidden = true;
    this.isChanged = true;
    this.save();
    this.part("otherwise").hidden = true;
  }

  // What the words in the form are about is on show, for it is sent with them.
  showQuotation() {
    const block = this.part("quotation");
    if (!block) return;
    const { quote, clause } = typedIn(this.form);
    block.hidden = !quote;
    block.querySelector("[data-quote]").textContent = `“${quote}”`;
    for (const link of block.querySelectorAll("a[data-to]")) link.href = link.dataset.to + clause;
  }

  // Puts kept words into the form. What they were about may be no more: then they are kept anew, for all of the text.
  put(fields) {
    type(this.form, fields);
    this.showQuotation();
    this.last = fields;
    this.isChanged = !isSame(typedIn(this.form), fields);
    this.part("lost").hidden = !fields.clause || this.form.elements.clause.value === fields.clause;
  }

  later() {
    if (this.state !== "on") return;
    this.isChanged = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), PAUSE);
  }

  save() {
    clearTimeout(this.timer);
    if (this.state !== "on" || !this.isChanged) return;
    this.isChanged = false;
    const typed = typedIn(this.form);
    if (isSame(typed, this.last)) return;
    const isBlank = !typed.body.trim() || (!this.form.dataset.sent && isSame(typed, this.given));
    if (isBlank) forgetTyped(this.form, this.last);
    else if (!keepTyped(this.form, this.last, this.given.clause)) this.state = "failed";
    // Another paragraph was chosen, of which words may be kept already.
    if (typed.clause !== this.last.clause) this.offer(entryFor(this.form, typed.clause, typed));
    this.last = typed;
    this.show();
  }

  // The kept copy goes. What stands in the form stays there, to be sent, and is not kept again unasked.
  forgetThis() {
    clearTimeout(this.timer);
    forgetTyped(this.form, this.last);
    this.state = "paused";
    this.hideNotices();
    this.show("resume");
  }

  resume() {
    this.state = "on";
    this.last = {};
    this.isChanged = true;
    this.save();
    this.show("forget");
  }

  // Back to what the server sent.
  empty() {
    clearTimeout(this.timer);
    type(this.form, this.given);
    this.showQuotation();
    clearTimeout(this.timer);
    this.isChanged = false;
    forgetTyped(this.form, this.last);
    this.last = this.given;
    this.hideNotices();
    this.offer(entryFor(this.form, this.given.clause, this.given));
    this.show();
    wordsIn(this.form).focus();
  }

  share(yes) {
    clearTimeout(this.timer);
    setShared(yes);
    this.state = yes ? "shared" : "on";
    this.hideNotices();
    if (!yes && this.form) {
      this.last = {};
      this.isChanged = true;
      this.save();
    }
    this.show(yes ? "unshare" : "share");
  }

  hideNotices() {
    for (const name of ["restored", "other", "sent", "lost"]) this.part(name)?.setAttribute("hidden", "");
  }

  // Shows the lines for how things stand, and goes on from the button that was pressed to its opposite.
  show(next) {
    for (const lines of this.place.querySelectorAll("[data-keeping-when]")) lines.hidden = lines.dataset.keepingWhen !== this.state;
    // On a shared computer the browser's own memory of names and addresses is not wanted either.
    if (this.form) this.form.autocomplete = this.state === "shared" ? "off" : "on";
    const forgetting = this.place.querySelector("[data-keeping-act=forget]");
    if (forgetting) forgetting.hidden = !isKept(this.form, this.last);
    const button = next && this.place.querySelector(`[data-keeping-act=${next}]`);
    if (button?.hidden === false) button.focus();
  }
}

export function keeping(page) {
  const place = page.querySelector("[data-keeping]");
  if (place) new Keeping(page, place);
}
