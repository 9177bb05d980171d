// Comfort for staff at their desks. Every task works the same without it.
import { characterCounts } from "./components/character_count.js";
import { deskKeyboard } from "./components/desk_keyboard.js";
import { focusErrorSummary } from "./components/error_summary.js";

focusErrorSummary(document);
characterCounts(document);
deskKeyboard(document);
