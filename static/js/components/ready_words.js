// Ready words to begin a text with come into its field where one is: nothing that was typed beside or in it is lost.
// Without script their link opens the page anew with them.
export function readyWords(page) {
  for (const link of page.querySelectorAll("a[data-ready]")) {
    const field = page.getElementById(link.dataset.readyFor);
    if (!field) continue;
    link.addEventListener("click", (event) => {
      event.preventDefault();
      const others = [...page.querySelectorAll("a[data-ready]")].map((each) => each.dataset.ready);
      const own = others.includes(field.value.trim()) ? "" : field.value.trim();
      field.value = own ? `${link.dataset.ready}\n\n${own}` : link.dataset.ready;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.focus();
    });
  }
}
