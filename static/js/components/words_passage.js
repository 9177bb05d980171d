// Which words of which paragraph were chosen, and the address of the form that comments on them.
const CONTEXT = 32;
// What servers and the machines before them take as one address.
const LONGEST_ADDRESS = 7000;

export const wordsOf = (text) => [...text.matchAll(/\S+/gu)].map((found) => ({ start: found.index, end: found.index + found[0].length }));

// The part of a text between two places, without blanks at its edges; none if there is nothing but blanks.
function trimmed(text, start, end) {
  const part = text.slice(start, end);
  const from = start + part.length - part.trimStart().length;
  const to = start + part.trimEnd().length;
  return from < to ? { start: from, end: to } : null;
}

// How far into a paragraph a place of the page is; its ends for what lies before and behind it.
function offsetIn(words, node, offset) {
  const all = words.ownerDocument.createRange();
  all.selectNodeContents(words);
  const side = all.comparePoint(node, offset);
  if (side) return side < 0 ? 0 : words.textContent.length;
  all.setEnd(node, offset);
  return all.toString().length;
}

// What ranges of the page cover: words of one paragraph, `{ several: true }` where they reach over more, or nothing.
export function passageIn(ranges, paragraphs) {
  const found = [];
  for (const paragraph of paragraphs) {
    for (const range of ranges) {
      if (!range.intersectsNode(paragraph.words)) continue;
      const start = offsetIn(paragraph.words, range.startContainer, range.startOffset);
      const end = offsetIn(paragraph.words, range.endContainer, range.endOffset);
      const part = trimmed(paragraph.words.textContent, start, end);
      if (part) found.push({ paragraph, ...part });
    }
  }
  if (!found.length) return null;
  const { paragraph } = found.at(-1);
  return found.every((part) => part.paragraph === paragraph) ? found[0] : { paragraph, several: true };
}

// The same words may stand in a paragraph twice: as much of what is beside them goes along as tells which are meant.
function beside(text, { start, end }) {
  const exact = text.slice(start, end);
  for (let length = CONTEXT; ; length *= 2) {
    const before = text.slice(Math.max(0, start - length), start);
    const after = text.slice(end, end + length);
    const whole = before + exact + after;
    if (length > text.length || text.indexOf(whole) === text.lastIndexOf(whole)) return { exact, before, after };
  }
}

// The address of the comment form for these words, or null where they are too many.
export function linkTo(passage, most) {
  const { exact, before, after } = beside(passage.paragraph.words.textContent, passage);
  const address = new URL(passage.paragraph.form);
  address.searchParams.set("quote", exact);
  address.searchParams.set("before", before);
  address.searchParams.set("after", after);
  return [...exact].length <= most && address.href.length <= LONGEST_ADDRESS ? address.href : null;
}
