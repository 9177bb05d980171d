// Shows the speakers of the chosen session only. The others' boxes are not sent, and come back as they were when their
// session is chosen again. Without script all are shown, and the server refuses those of another session.
export function speakerBoxes(page) {
  for (const boxes of page.querySelectorAll("[data-speaker-boxes]")) {
    const choice = page.getElementById(boxes.dataset.speakerBoxes);
    const show = () => {
      let anyone = false;
      for (const group of boxes.querySelectorAll("[data-session]")) {
        const here = group.dataset.session === choice.value;
        group.hidden = !here;
        for (const box of group.querySelectorAll("input")) box.disabled = !here;
        anyone ||= here;
      }
      boxes.hidden = !anyone;
    };
    choice.addEventListener("change", show);
    show();
  }
}
