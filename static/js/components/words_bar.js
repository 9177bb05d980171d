// The bar below the paragraph of which words were chosen: what they are, the way to the comment form, and buttons and
// keys that move either end. It stands in the text below the paragraph. While that is out of sight it sticks to the foot
// of the window, and to its head where it would lie over the chosen words at the foot.
const SHOWN = 60;
// On a small phone every line of the bar takes one from the text.
const SHOWN_ON_PHONES = 24;
const PHONE = 480;
const QUIET = 500;

function shortened(text) {
  const line = text.replace(/\s+/gu, " ");
  const signs = [...line];
  const most = innerWidth < PHONE ? SHOWN_ON_PHONES : SHOWN;
  if (signs.length <= 2 * most) return line;
  // Cut between words, where there is such a place.
  const [first, last] = [signs.slice(0, most + 1), signs.slice(-most - 1)];
  const [end, start] = [first.lastIndexOf(" "), last.indexOf(" ")];
  return `${first.slice(0, end > 0 ? end : most).join("")} … ${last.slice(start >= 0 && start < most ? start + 1 : 1).join("")}`;
}

// Arrows move the words, with Shift their end alone; up and down go by ten.
function stepOf(event) {
  const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -10, ArrowDown: 10 }[event.key];
  return step && !event.ctrlKey && !event.altKey && !event.metaKey ? { end: event.shiftKey ? "end" : "both", step } : null;
}

// Whether one of these lines lies in a strip of the window.
const lieIn = (lines, top, bottom) => lines.some((line) => line.top < bottom && line.bottom > top);

export class WordsBar {
  constructor(page, offer, move) {
    this.element = offer.querySelector("template[data-words-bar]").content.firstElementChild.cloneNode(true);
    this.link = this.element.querySelector("a");
    this.steps = this.element.querySelector("[data-steps]");
    this.quote = this.element.querySelector("[data-quote]");
    this.chosen = this.element.querySelector("[data-chosen]");
    this.several = this.element.querySelector("[data-several]");
    this.many = this.element.querySelector("[data-many]");
    this.status = page.createElement("p");
    this.status.setAttribute("role", "status");
    this.status.className = "visually-hidden";
    page.body.append(this.status);
    for (const button of this.element.querySelectorAll("[data-step]")) {
      button.addEventListener("click", () => move(button.dataset.end, Number(button.dataset.step)));
    }
    this.element.addEventListener("keydown", (event) => {
      const wish = stepOf(event);
      if (!wish) return;
      event.preventDefault();
      move(wish.end, wish.step);
    });
  }

  // Shows words of a paragraph with the address of their form, or why there is none.
  show(passage, address) {
    const { words } = passage.paragraph;
    if (this.element.previousElementSibling !== words) words.after(this.element);
    this.several.hidden = !passage.several;
    this.many.hidden = Boolean(passage.several || address);
    this.chosen.hidden = Boolean(passage.several);
    this.link.hidden = !address;
    this.steps.hidden = Boolean(passage.several);
    if (address) this.link.href = address;
    if (!passage.several) this.quote.textContent = shortened(words.textContent.slice(passage.start, passage.end));
    this.say();
  }

  // Keeps off the lines that were chosen. Words that fill the window leave no such place: then it keeps off their end.
  place(lines) {
    const { height } = this.element.getBoundingClientRect();
    const words = this.element.previousElementSibling?.getBoundingClientRect();
    if (!words || !lines.length) return;
    const covered = (some) => lieIn(some, innerHeight - height, innerHeight);
    const isFreeAbove = !lieIn(lines, 0, height);
    const sticks = words.bottom + height > innerHeight;
    const atTop = sticks && covered(lines) && (isFreeAbove || covered(lines.slice(-1)));
    this.element.classList.toggle("at-top", atTop);
    Object.assign(this.element.style, atTop ? { left: `${words.left}px`, width: `${words.width}px` } : { left: "", width: "" });
  }

  // Where in the window what is chosen can be seen: above the bar at its foot, or below the one at its head.
  get clear() {
    const bar = this.element.getBoundingClientRect();
    return this.element.classList.contains("at-top") ? [bar.bottom, innerHeight] : [0, Math.min(innerHeight, bar.top)];
  }

  // Said once it stays as it is: a screen reader cannot keep up with a hand that drags.
  say() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      const parts = [this.several, this.many, this.chosen].filter((part) => !part.hidden);
      this.status.textContent = parts.map((part) => part.textContent.replace(/\s+/gu, " ").trim()).join(" ");
    }, QUIET);
  }

  focus() {
    this.link.focus({ preventScroll: true });
  }

  hide() {
    clearTimeout(this.timer);
    this.status.textContent = "";
    this.element.remove();
  }

  remove() {
    this.hide();
    this.status.remove();
  }
}
