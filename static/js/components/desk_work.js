// Comfort beside one comment: it is claimed when it is opened, the ready words of a paragraph fill the note, and words
// that are chosen in the text go into the form that takes them out.

// ---- Who reads this ----

// Sent as the button would send it; what the answer says of it takes the place of what the page said.
async function claim(page, told) {
  const form = page.querySelector("[data-claim]");
  if (!form) return;
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-claim-state]");
    if (!fresh) return;
    page.querySelector("[data-claim-state]").replaceWith(document.adoptNode(fresh));
    told(page.querySelector("[data-claim-state] p")?.textContent.trim() ?? "");
  } catch {
    // The button is still there.
  }
}

// ---- The note ----

function readyWords(reason, language) {
  const english = reason?.dataset.note ?? "";
  const welsh = reason?.dataset.noteCy || english;
  if (language === "cy") return welsh;
  return language === "both" && welsh !== english ? `${welsh}\n\n${english}` : english;
}

// The one solid button names what will happen.
function nameButton(form) {
  const button = form.querySelector("[data-desk-submit]");
  const name = () => {
    const chosen = form.querySelector("input[data-button]:checked");
    if (chosen) button.textContent = chosen.dataset.button;
  };
  form.addEventListener("change", name);
  name();
}

function noteForm(form) {
  const note = form.querySelector("textarea[name=note]");
  let filled = "";
  form.addEventListener("change", (event) => {
    const decision = form.querySelector("input[name=decision]:checked");
    if (!["decision", "reason", "language"].includes(event.target.name)) return;
    // What somebody has written is never overwritten.
    if (note.value !== filled) return;
    const reason = form.querySelector("input[name=reason]:checked");
    const needs = decision ? "needsReason" in decision.dataset : Boolean(reason);
    filled = needs ? readyWords(reason, form.querySelector("select[name=language]")?.value) : "";
    note.value = filled;
    note.lang = filled && filled === reason?.dataset.noteCy ? "cy" : "";
    note.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

// ---- Words to take out ----

function chosenWords(page) {
  const selection = page.getSelection();
  const text = page.querySelector("[data-desk-text]");
  if (!selection || selection.isCollapsed || !text?.contains(selection.getRangeAt(0).commonAncestorContainer)) return "";
  // What is there only for voices is no part of the text.
  const words = selection.getRangeAt(0).cloneContents();
  for (const hidden of words.querySelectorAll(".visually-hidden")) hidden.remove();
  return words.textContent.replace(/\s+/g, " ").trim();
}

function redaction(page, told) {
  const part = page.querySelector("details[data-open=e]");
  const button = page.querySelector("[data-take-chosen]");
  if (!part || !button) return;
  const rows = [...part.querySelectorAll(".cut")];
  const field = (row) => row.querySelector("input");
  const spare = () => {
    for (const row of rows) row.hidden = "spare" in row.dataset && !field(row).value && row !== firstEmpty();
  };
  const firstEmpty = () => rows.find((row) => !field(row).value);
  const take = () => {
    const words = chosenWords(page);
    const row = words ? firstEmpty() : null;
    if (!row) return false;
    part.open = true;
    field(row).value = words;
    spare();
    told(part.dataset.taken.replace("…", words));
    return true;
  };
  for (const row of rows) field(row).addEventListener("input", spare);
  spare();
  part.querySelector("[data-redact-hint]").hidden = false;
  button.hidden = false;
  button.addEventListener("click", () => {
    if (!take()) {
      part.open = true;
      field(rows[0]).focus();
    }
  });
}

// Whoever comes from another page of the desk begins to read at the heading.
function beginAtHeading(page) {
  const heading = page.getElementById("work-title");
  const fromDesk = page.referrer && new URL(page.referrer).pathname.startsWith("/moderation/");
  if (!heading || !fromDesk || location.hash || page.querySelector(".govuk-error-summary, [role=alert]")) return;
  if (page.getElementById("done")) heading.setAttribute("aria-describedby", "done");
  heading.focus({ preventScroll: true });
}

export function deskWork(page) {
  const place = page.querySelector("[data-desk-told]");
  const told = (words) => {
    if (place) place.textContent = words;
  };
  beginAtHeading(page);
  const form = page.querySelector("[data-note-form]");
  if (form) noteForm(form);
  for (const each of page.querySelectorAll("[data-names-button]")) nameButton(each);
  redaction(page, told);
  // The answer about the claim may come late: what has been said meanwhile stays.
  claim(page, (words) => told([words, place?.textContent].filter(Boolean).join(" ")));
}
