// Comment on words of a draft: fetched when somebody asks to choose some. The annotator notes what is selected by
// mouse, by touch or by keys, and marks it; the bar below the paragraph moves both ends word by word and leads to the
// comment form. Leaving takes everything out of the page again.
import { createTextAnnotator } from "@recogito/text-annotator";
import { WordsBar } from "./components/words_bar.js";
import { linkTo, passageIn, wordsOf } from "./components/words_passage.js";

// What the annotator takes no notice of: everything in the list but the paragraphs' own words.
const BESIDE = ".clause-number, .clause-margin, .clause-evidence";
const MARK = "chosen";
// How long a selection stays as it is before it counts as made.
const SETTLED = 400;
let sheet;

function styled(page, address) {
  sheet ??= new Promise((resolve, reject) => {
    const link = page.createElement("link");
    link.rel = "stylesheet";
    link.onload = resolve;
    link.onerror = reject;
    link.href = address;
    page.head.append(link);
  });
  return sheet;
}

const part = (offer, name) => offer.querySelector(`[data-words-${name}]`);

class Choosing {
  constructor(page, offer) {
    this.page = page;
    this.offer = offer;
    this.text = page.getElementById(offer.dataset.text);
    this.paragraphs = [...this.text.querySelectorAll(".clause")].map((clause) => ({
      words: clause.querySelector(".clause-text > p"),
      act: clause.querySelector(".clause-act"),
      form: clause.querySelector(".clause-act a").href,
      number: clause.querySelector(".clause-number").lastChild.textContent.trim(),
    }));
    for (const beside of this.text.querySelectorAll(BESIDE)) beside.classList.add("not-annotatable");
    this.bar = new WordsBar(page, offer, (end, step) => this.move(end, step));
    this.annotator = createTextAnnotator(this.text, { renderer: "SPANS" });
    this.annotator.state.store.observe((event) => this.hear(event.changes));
    this.annotator.on("selectionChanged", (selected) => selected.length || this.forget());
    this.keys = (event) => event.key === "Escape" && this.leave();
    page.addEventListener("keydown", this.keys);
    // Pressed inside what is selected, a browser would drag those words about instead of selecting others.
    this.press = (event) => event.button || event.shiftKey || this.bar.element.contains(event.target) || getSelection().removeAllRanges();
    this.text.addEventListener("mousedown", this.press);
    this.place = () => this.bar.place(this.lines());
    for (const what of ["scroll", "resize"]) addEventListener(what, this.place, { passive: true });
    this.settle = () => {
      this.place();
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.catchUp(), SETTLED);
    };
    page.addEventListener("selectionchange", this.settle);
    this.begin();
  }

  begin() {
    const how = part(this.offer, "how");
    part(this.offer, "ask").hidden = true;
    part(this.offer, "failed").hidden = true;
    how.hidden = false;
    this.stop = () => this.leave();
    part(this.offer, "stop").addEventListener("click", this.stop);
    this.places = this.paragraphs.map((paragraph) => {
      const place = part(this.offer, "here").content.firstElementChild.cloneNode(true);
      place.querySelector("[data-number]").textContent = paragraph.number;
      place.querySelector("button").addEventListener("click", () => this.beginAt(paragraph));
      paragraph.act.after(place);
      return place;
    });
    how.focus();
  }

  // Without a pointer one begins with a paragraph's first word and goes on from there.
  beginAt(paragraph) {
    const [first] = wordsOf(paragraph.words.textContent);
    if (!first) return;
    this.choose({ paragraph, ...first });
    this.bar.focus();
  }

  // Something was selected, or selected otherwise than before.
  hear({ created = [], updated = [] }) {
    const latest = created.at(-1) ?? updated.at(-1)?.newValue;
    if (!latest || latest.id === MARK) return;
    const passage = passageIn(latest.target.selector.map((each) => each.range), this.paragraphs);
    if (passage) this.show(passage);
    this.unmark(latest.id);
  }

  // What the annotator does not hear of: a phone's handles after a long press, a screen reader, a browser's own caret.
  catchUp() {
    const selected = getSelection();
    if (!selected.rangeCount || selected.isCollapsed) return;
    const range = selected.getRangeAt(0);
    const passage = passageIn([range], this.paragraphs);
    const now = this.passage;
    const isSame = ["paragraph", "start", "end", "several"].every((each) => passage?.[each] === now?.[each]);
    if (!passage) return;
    if (!isSame) {
      this.show(passage);
      this.mark(range.cloneRange());
    }
    this.bringIntoSight(range);
  }

  mark(range) {
    this.unmark();
    const selector = { quote: `${range}`, start: 0, end: `${range}`.length, range };
    this.annotator.addAnnotation({ id: MARK, bodies: [], target: { annotation: MARK, selector: [selector], created: new Date() } });
  }

  // Takes away the marks of what was chosen before.
  unmark(but) {
    for (const old of this.annotator.getAnnotations()) if (old.id !== but) this.annotator.removeAnnotation(old.id);
  }

  show(passage) {
    this.passage = passage;
    this.bar.show(passage, passage.several ? null : linkTo(passage, Number(this.offer.dataset.most)));
  }

  // The words are no longer selected.
  forget() {
    if (this.passage?.byBar) return;
    this.passage = this.range = null;
    this.unmark();
    this.bar.hide();
  }

  // Chooses words that are not selected in the page: the bar's doing.
  choose(passage) {
    const range = this.page.createRange();
    range.setStart(passage.paragraph.words.firstChild, passage.start);
    range.setEnd(passage.paragraph.words.firstChild, passage.end);
    this.show({ ...passage, byBar: true });
    getSelection().removeAllRanges();
    this.mark(range);
    this.bringIntoSight(range);
  }

  // The lines of what is selected now, else of what was chosen by the bar.
  lines() {
    const selected = getSelection();
    const range = selected.rangeCount && !selected.isCollapsed ? selected.getRangeAt(0) : this.range;
    return range ? [...range.getClientRects()] : [];
  }

  // The bar must not lie over the end of the words, nor over a phone's handle below it.
  bringIntoSight(range) {
    this.range = range.cloneRange();
    this.place();
    const edge = [...range.getClientRects()].at(-1);
    if (!edge) return;
    const [high, low] = this.bar.clear;
    if (edge.top < high) scrollBy({ top: edge.top - high - edge.height, behavior: "instant" });
    else if (edge.bottom + edge.height > low) scrollBy({ top: edge.bottom - low + edge.height, behavior: "instant" });
  }

  // Moves the beginning, the end or both by some words. Neither passes the other, nor the paragraph's edges.
  move(end, step) {
    if (!this.passage || this.passage.several) return;
    const { paragraph, start, end: stop } = this.passage;
    const words = wordsOf(paragraph.words.textContent);
    let from = words.findIndex((word) => word.end > start);
    let to = words.filter((word) => word.start < stop).length - 1;
    if (end === "start") from = Math.min(Math.max(0, from + step), to);
    else if (end === "end") to = Math.max(from, Math.min(words.length - 1, to + step));
    else from = to = Math.min(Math.max(0, (step < 0 ? from : to) + step), words.length - 1);
    this.choose({ paragraph, start: words[from].start, end: words[to].end });
  }

  leave() {
    clearTimeout(this.timer);
    this.page.removeEventListener("keydown", this.keys);
    this.page.removeEventListener("selectionchange", this.settle);
    this.text.removeEventListener("mousedown", this.press);
    for (const what of ["scroll", "resize"]) removeEventListener(what, this.place);
    part(this.offer, "stop").removeEventListener("click", this.stop);
    this.unmark();
    this.annotator.destroy();
    this.bar.remove();
    for (const place of this.places) place.remove();
    for (const beside of this.text.querySelectorAll(BESIDE)) beside.classList.remove("not-annotatable");
    this.text.removeAttribute("tabindex");
    this.text.removeAttribute("class");
    part(this.offer, "how").hidden = true;
    part(this.offer, "ask").hidden = false;
    part(this.offer, "ask").querySelector("button").focus();
  }
}

// Lets the reader choose words of the text that the offer stands above.
export async function chooseWords(page, offer) {
  await styled(page, offer.dataset.style);
  new Choosing(page, offer);
}
