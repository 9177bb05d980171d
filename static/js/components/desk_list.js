// Comfort along a list of the desk: all of a page can be chosen at once, and the page says how many are.
export function deskList(page) {
  const form = page.querySelector("[data-together]");
  if (!form) return;
  const boxes = [...form.querySelectorAll("input[type=checkbox][name=c], input[type=checkbox][name=g]")];
  const all = form.querySelector("[data-choose-all]");
  const count = form.querySelector("[data-chosen-count]");
  const chosen = () => boxes.filter((box) => box.checked).length;
  const show = () => {
    const number = chosen();
    count.textContent = number ? count.dataset.words.replace("0", number) : "";
    all.textContent = number === boxes.length ? all.dataset.none : all.dataset.all;
  };
  all.setAttribute("role", "button");
  const toggle = (event) => {
    event.preventDefault();
    const on = chosen() < boxes.length;
    for (const box of boxes) box.checked = on;
    show();
  };
  all.addEventListener("click", toggle);
  all.addEventListener("keydown", (event) => {
    if (event.key === " ") toggle(event);
  });
  form.addEventListener("change", show);
  window.addEventListener("pageshow", show);
  show();
}
