// Keeps what one types in a form that asks for it (data-keep), brings it back, and says so beside the form. The privacy
// page has the same lines without a form.
import { isShared, forget, setShared } from "./device.js";
import { entryFor, isSame, keepTyped, nameOf, noteSending, sentAt, type, typedIn } from "./kept_words.js";

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
    this.name = nameOf(this.form);
    this.given = typedIn(this.form);
    this.emptyIfSent();
    // A page that the browser brings back as it was left runs no script again.
    addEventListener("pageshow", () => this.emptyIfSent());
    const entry = this.state === "on" ? entryFor(this.form) : null;
    const isTyped = this.form.dataset.sent || this.form.elements.body.value !== this.form.elements.body.defaultValue;
    if (entry && !isSame(entry.fields, this.given)) {
      if (isTyped) this.offer(entry);
      else {
        type(this.form, entry.fields);
        this.tell("restored", entry);
      }
    }
    this.last = typedIn(this.form);
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
    this.form.elements.body.dispatchEvent(new Event("input", { bubbles: true }));
    clearTimeout(this.timer);
    this.given = typedIn(this.form);
    this.name = nameOf(this.form);
    this.last = this.given;
    this.isChanged = false;
    this.hideNotices();
    this.tell("sent", { at }, "short");
  }

  tell(name, entry, timeStyle) {
    const language = this.page.documentElement.lang;
    const when = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, { dateStyle: "long", timeStyle }).format(entry.at).replace(" ", "\u00a0");
    const notice = this.part(name);
    notice.querySelector("[data-when]").textContent = when;
    notice.hidden = false;
  }

  // Other words were kept for this form than stand in it: both can be had, and neither goes by itself.
  offer(entry) {
    this.other = entry;
    this.tell("other", entry);
  }

  swap() {
    const now = { at: Date.now(), fields: typedIn(this.form) };
    type(this.form, this.other.fields);
    this.offer(now);
    this.form.elements.body.focus();
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
    // Another paragraph was chosen: the words go with it.
    const name = nameOf(this.form);
    const typed = typedIn(this.form);
    // What was typed in another tab since then stays, until something is typed here.
    if (name === this.name && this.last && isSame(typed, this.last)) return;
    if (name !== this.name) forget(this.name);
    this.name = name;
    this.last = typed;
    const isBlank = !typed.body.trim() || (!this.form.dataset.sent && isSame(typed, this.given));
    if (isBlank) forget(name);
    else if (!isSame(entryFor(this.form)?.fields ?? {}, typed) && !keepTyped(this.form)) this.state = "failed";
    this.show();
  }

  // The kept copy goes. What stands in the form stays there, to be sent, and is not kept again unasked.
  forgetThis() {
    clearTimeout(this.timer);
    forget(this.name);
    this.state = "paused";
    this.hideNotices();
    this.show("resume");
  }

  resume() {
    this.state = "on";
    this.last = null;
    this.isChanged = true;
    this.save();
    this.show("forget");
  }

  // Back to what the server sent.
  empty() {
    clearTimeout(this.timer);
    type(this.form, this.given);
    clearTimeout(this.timer);
    this.isChanged = false;
    this.last = this.given;
    forget(this.name);
    this.hideNotices();
    this.show();
    this.form.elements.body.focus();
  }

  share(yes) {
    clearTimeout(this.timer);
    setShared(yes);
    this.state = yes ? "shared" : "on";
    this.hideNotices();
    if (!yes && this.form) {
      this.last = null;
      this.isChanged = true;
      this.save();
    }
    this.show(yes ? "unshare" : "share");
  }

  hideNotices() {
    for (const name of ["restored", "other", "sent"]) this.part(name)?.setAttribute("hidden", "");
  }

  // Shows the lines for how things stand, and goes on from the button that was pressed to its opposite.
  show(next) {
    for (const lines of this.place.querySelectorAll("[data-keeping-when]")) lines.hidden = lines.dataset.keepingWhen !== this.state;
    // On a shared computer the browser's own memory of names and addresses is not wanted either.
    if (this.form) this.form.autocomplete = this.state === "shared" ? "off" : "on";
    const forgetting = this.place.querySelector("[data-keeping-act=forget]");
    if (forgetting) forgetting.hidden = !entryFor(this.form);
    const button = next && this.place.querySelector(`[data-keeping-act=${next}]`);
    if (button?.hidden === false) button.focus();
  }
}

export function keeping(page) {
  const place = page.querySelector("[data-keeping]");
  if (place) new Keeping(page, place);
}
