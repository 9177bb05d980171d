// "Agree" on the spot: fetches the page with the one button, sends its form, and remembers the agreement on this
// device alone. If anything fails, the link is followed as it would be without script.
import { AGREED, keep, recall } from "./device.js";

const remembered = () => new Set(recall(AGREED) ?? []);

// A browser that keeps nothing shows "Agree" again next time; the server counts one agree all the same.
const remember = (id) => keep(AGREED, [...remembered().add(id)].slice(-2000));

function press(link, count) {
  link.classList.add("pressed");
  link.querySelector(".agree-word").textContent = link.dataset.pressed;
  link.querySelector(".agree-number").textContent = count;
}

async function send(link) {
  const page = await fetch(link.href, { credentials: "same-origin" });
  const form = new DOMParser().parseFromString(await page.text(), "text/html").querySelector("main form");
  if (!page.ok || !form) throw new Error("There is no form to send.");
  const answer = await fetch(new URL(form.getAttribute("action") || link.href, link.href), {
    method: "POST",
    body: new URLSearchParams(new FormData(form)),
    credentials: "same-origin",
  });
  if (!answer.ok) throw new Error("The agreement was refused.");
}

async function agree(link, status) {
  link.setAttribute("aria-busy", "true");
  try {
    await send(link);
    const count = Number(link.dataset.count) + 1;
    press(link, count);
    remember(link.dataset.agree);
    status.textContent = `${link.dataset.pressed}: ${count}`;
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
    if (before.has(link.dataset.agree)) press(link, link.dataset.count);
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || link.ariaBusy === "true") return;
      event.preventDefault();
      if (!link.classList.contains("pressed")) agree(link, status);
    });
  }
}
