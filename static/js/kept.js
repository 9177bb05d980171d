// What one types is kept on this device: sent with the pages that have such a form, the receipt and the privacy page.
import { bringTogether, forgetWhatIsOld, forgetWhatWasSent } from "./components/kept_words.js";
import { keptHere } from "./components/kept_here.js";
import { keeping } from "./components/keeping.js";

bringTogether();
forgetWhatIsOld();
forgetWhatWasSent(document);
keeping(document);
keptHere(document);
