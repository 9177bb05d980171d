// Comfort for staff at their desks. Every task works the same without it.
import { characterCounts } from "./components/character_count.js";
import { codingKeyboard } from "./components/coding_keyboard.js";
import { deskKeyboard } from "./components/desk_keyboard.js";
import { deskList } from "./components/desk_list.js";
import { deskWork } from "./components/desk_work.js";
import { focusErrorSummary } from "./components/error_summary.js";
import { readyWords } from "./components/ready_words.js";
import { speakerBoxes } from "./components/speaker_boxes.js";
import { uploads } from "./components/upload.js";

function start() {
  focusErrorSummary(document);
  characterCounts(document);
  readyWords(document);
  speakerBoxes(document);
  uploads(document, showPage);
}

// The answer to a form that was sent by script, in the place of the page that sent it, as if the browser had gone there.
function showPage(answer, address) {
  history.replaceState(null, "", address);
  document.title = answer.title;
  document.body.replaceWith(document.adoptNode(answer.body));
  scrollTo(0, 0);
  document.getElementById("main")?.focus({ preventScroll: true });
  start();
}

start();
deskKeyboard(document);
deskList(document);
deskWork(document);
codingKeyboard(document);
