// "Choose words": what it takes is fetched when somebody asks for it, and not before.
export function wordsOffer(page) {
  const offer = page.querySelector("[data-words-offer]");
  if (!offer) return;
  const button = offer.querySelector("button");
  offer.hidden = false;
  button.addEventListener("click", async () => {
    if (button.ariaBusy === "true") return;
    button.ariaBusy = "true";
    try {
      const { chooseWords } = await import(offer.dataset.script);
      await chooseWords(page, offer);
    } catch {
      // Off the network, say. The links beside the paragraphs need nothing of it.
      offer.querySelector("[data-words-failed]").hidden = false;
    } finally {
      button.ariaBusy = "false";
    }
  });
}
