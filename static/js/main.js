// Comfort for readers. Every page works the same without it.
import { agreeButtons } from "./components/agree_button.js";
import { characterCounts } from "./components/character_count.js";
import { focusErrorSummary } from "./components/error_summary.js";
import { transcripts } from "./components/transcript.js";
import { wordsOffer } from "./components/words_offer.js";

focusErrorSummary(document);
agreeButtons(document);
characterCounts(document);
transcripts(document);
wordsOffer(document);
