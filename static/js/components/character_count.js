// Tells how many characters are left, counted as the server counts: code points, without the space at both ends.
// Markup and words are those of GOV.UK's character count; only the words of the page's language are used.
const DELAY = 1000;

function words(box, language, left) {
  if (left === 0) return box.getAttribute("data-i18n.characters-at-limit");
  const kind = left > 0 ? "under" : "over";
  const form = new Intl.PluralRules(language).select(Math.abs(left));
  const text =
    box.getAttribute(`data-i18n.characters-${kind}-limit.${form}`) ??
    box.getAttribute(`data-i18n.characters-${kind}-limit.other`);
  return text?.replace("%{count}", Math.abs(left).toLocaleString(language));
}

function count(box, language) {
  const field = box.querySelector("textarea");
  const note = box.querySelector(".govuk-character-count__message");
  const spoken = note.cloneNode(false);
  spoken.removeAttribute("id");
  spoken.className = "visually-hidden";
  spoken.setAttribute("aria-live", "polite");
  const seen = spoken.cloneNode(false);
  seen.removeAttribute("aria-live");
  seen.setAttribute("aria-hidden", "true");
  seen.className = note.className;
  note.classList.add("visually-hidden");
  note.after(seen, spoken);
  let timer;
  const show = () => {
    const left = Number(box.dataset.maxlength) - [...field.value.trim()].length;
    seen.textContent = words(box, language, left);
    seen.classList.toggle("over", left < 0);
    clearTimeout(timer);
    timer = setTimeout(() => {
      spoken.textContent = document.activeElement === field ? seen.textContent : "";
    }, DELAY);
  };
  field.addEventListener("input", show);
  // Browsers give back what was typed when one returns to a page, without telling.
  window.addEventListener("pageshow", show);
  show();
}

export function characterCounts(page) {
  const language = page.documentElement.lang || "en";
  for (const box of page.querySelectorAll(".govuk-character-count[data-maxlength]")) count(box, language);
}
