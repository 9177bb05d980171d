// "Agree" on the spot: fetches the page with the one button, sends its form, and remembers the agreement on this
// device alone. Pressed again, it takes the agreement back. If anything fails, the link is followed as without script.
import { AGREED, keep, recall } from "./device.js";

const remembered = () => new Set(recall(AGREED) ?? []);

// A browser that keeps nothing shows "Agree" again next time; the server counts one agree all the same.
const remember = (id) => keep(AGREED, [...remembered().add(id)].slice(-2000));
const forget = (id) => keep(AGREED, [...remembered()].filter((other) => other !== id));

function show(link, isPressed, count) {
  link.dataset.word ??= link.querySelector(".agree-word").textContent;
  link.classList.toggle("pressed", isPressed);
  link.querySelector(".agree-word").textContent = isPressed ? link.dataset.pressed : link.dataset.word;
  link.querySelector(".agree-number").textContent = count;
  link.dataset.count = count;
}

// Sends the page's form if it is the wanted one. Where it is the other, the server knows already what is wanted, since
// this device has forgotten an agreement, or the browser its cookie. Returns by how much the count changes.
async function send(link, wanted) {
  const page = await fetch(link.href, { credentials: "same-origin" });
  const form = new DOMParser().parseFromString(await page.text(), "text/html").querySelector("main form");
  if (!page.ok || !form) throw new Error("There is no form to send.");
  const takesBack = "takeBackForm" in form.dataset;
  if (takesBack === wanted) return 0;
  const answer = await fetch(new URL(form.getAttribute("action") || link.href, link.href), {
    method: "POST",
    body: new URLSearchParams(new FormData(form)),
    credentials: "same-origin",
  });
  if (!answer.ok) throw new Error("The agreement was refused.");
  return wanted ? 1 : -1;
}

// Agrees, or takes it back where one agreed before.
async function change(link, status) {
  const wanted = !link.classList.contains("pressed");
  link.setAttribute("aria-busy", "true");
  try {
    const count = Math.max(0, Number(link.dataset.count) + (await send(link, wanted)));
    show(link, wanted, count);
    (wanted ? remember : forget)(link.dataset.agree);
    status.textContent = `${link.querySelector(".agree-word").textContent}: ${count}`;
  } catch {
    location.assign(link.href);
  } finally {
    link.removeAttribute("aria-busy");
  }
}

export function agreeButtons(page) {
  const links = page.querySelectorAll("a[data-agree]");
  if (!links.length) return;
  const status = page.createElement("p");
  status.setAttribute("role", "status");
  status.className = "visually-hidden";
  page.body.append(status);
  const before = remembered();
  for (const link of links) {
    if (before.has(link.dataset.agree)) show(link, true, link.dataset.count);
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      // The second half of a double click wants nothing of its own, be the first still on its way or not.
      if (event.detail < 2 && link.ariaBusy !== "true") change(link, status);
    });
  }
}
