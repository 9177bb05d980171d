// What one types is kept on this device: sent with the pages that have such a form, the receipt and the privacy page.
import { forgetWhatWasSent, forgetWhatIsOld } from "./components/kept_words.js";
import { keeping } from "./components/keeping.js";

forgetWhatIsOld();
forgetWhatWasSent(document);
keeping(document);
