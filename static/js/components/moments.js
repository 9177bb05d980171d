// Days and moments as the pages say them: in the page's language, by the clock of London.
const NBSP = "\u00a0";

function words(page, at, wishes) {
  const { lang } = page.documentElement;
  const format = new Intl.DateTimeFormat(lang === "en" ? "en-GB" : lang, { ...wishes, timeZone: "Europe/London" });
  return format.format(at).replace(/\s/gu, NBSP);
}

export const dayOf = (page, at) => words(page, at, { dateStyle: "long" });

export const momentOf = (page, at) => `${dayOf(page, at)}, ${words(page, at, { hour: "numeric", minute: "2-digit", hourCycle: "h12" }).replace(":00", "")}`;
