// What this device remembers of its reader: "You agree", and words typed into a form. On a shared computer nothing.
// A browser may refuse to keep things (private windows, no room left): then each of these does nothing and says so.
const OURS = "moothall-";
// Set for this tab alone. It says nothing about anybody.
const SHARED = "moothall-shared";
export const AGREED = `${OURS}agreed`;
export const WORDS = `${OURS}words:`;

const attempt = (act, otherwise) => {
  try {
    return act();
  } catch {
    return otherwise;
  }
};

export const isShared = () => attempt(() => sessionStorage.getItem(SHARED) === "yes", false);

// The value kept under a name, or null.
export const recall = (name) => (isShared() ? null : attempt(() => JSON.parse(localStorage.getItem(name)), null));

// Whether the value is kept now.
export const keep = (name, value) =>
  !isShared() && attempt(() => (localStorage.setItem(name, JSON.stringify(value)), true), false);

export const forget = (name) => attempt(() => localStorage.removeItem(name));

// The names of all that is kept and begins so.
export const keptNames = (beginning = OURS) =>
  attempt(() => Object.keys(localStorage).filter((name) => name.startsWith(beginning)), []);

// Whether this is a shared computer from now on; if it is, all that was kept of its readers goes. False where the
// browser cannot remember it: then it holds for this page alone.
export function setShared(yes) {
  if (yes) for (const name of [AGREED, ...keptNames(WORDS)]) forget(name);
  return attempt(() => (yes ? sessionStorage.setItem(SHARED, "yes") : sessionStorage.removeItem(SHARED), true), false);
}
