// The recording and the transcript follow each other: a time plays from there, what is spoken is marked and kept in
// view until the reader scrolls away, and an address such as #t=754 winds the recording to its place and brings the
// player into reach.

// Longer than a smooth scroll takes: what scrolls later than this after ours is the reader's doing.
const OWN_SCROLL_MS = 1200;

const secondOf = (moment) => (/^t=\d/.test(moment) ? parseFloat(moment.slice(2)) : NaN);

// The last of the cues that has begun at a second; they stand in order of time.
function at(cues, second) {
  let low = 0;
  let high = cues.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cues[middle].second <= second) low = middle + 1;
    else high = middle;
  }
  return cues[low - 1];
}

// A moment after the last words has none to show: the reader learns where they end instead.
function say(page, text, words) {
  const note = page.createElement("p");
  note.className = "past-end small";
  note.setAttribute("role", "status");
  note.textContent = words;
  text.prepend(note);
  note.scrollIntoView({ block: "center" });
}

// An address may name a second at which no cue begins: a link from elsewhere, or one from before a correction.
function reach(page, text, cues) {
  const moment = decodeURIComponent(page.location.hash.slice(1));
  const second = secondOf(moment);
  text.querySelector(".reached")?.classList.remove("reached");
  text.querySelector(".past-end")?.remove();
  if (Number.isNaN(second)) return NaN;
  if (second > Number(text.dataset.ends ?? Infinity)) {
    say(page, text, text.dataset.pastEnd);
    return NaN;
  }
  if (!page.getElementById(moment) && cues.length) {
    const cue = at(cues, second) ?? cues[0];
    cue.span.classList.add("reached");
    cue.span.scrollIntoView({ block: "start" });
  }
  return second;
}

function follow(page, text, cues, media, player) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const back = page.createElement("button");
  let spoken = null;
  let following = true;
  let scrolled = -Infinity;

  back.type = "button";
  back.className = "button secondary small go-to-spoken";
  back.textContent = text.dataset.follow;
  back.hidden = true;
  player.append(back);

  // Below the fold, or behind the player that lies above the words on a phone.
  const isOutOfView = (cue) => {
    const words = cue.span.getBoundingClientRect();
    const frame = player.getBoundingClientRect();
    const isAbove = frame.left < words.right && frame.top < innerHeight / 2;
    return words.top < (isAbove ? Math.max(0, frame.bottom) : 0) || words.bottom > innerHeight * 0.8;
  };
  const show = (cue) => {
    scrolled = performance.now();
    cue.span.scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" });
  };
  const resume = () => {
    following = true;
    back.hidden = true;
  };
  const leave = () => {
    if (media.paused || !following) return;
    // A scroll of ours that is still under way would win against the reader's.
    if (performance.now() - scrolled < OWN_SCROLL_MS) scrollTo(scrollX, scrollY);
    following = false;
    back.hidden = false;
  };

  media.addEventListener("timeupdate", () => {
    const cue = at(cues, media.currentTime);
    if (cue === spoken) return;
    spoken?.span.classList.remove("spoken");
    cue?.span.classList.add("spoken");
    spoken = cue;
    if (cue && following && !media.paused && isOutOfView(cue)) show(cue);
  });
  media.addEventListener("play", () => {
    player.classList.add("in-reach");
    // From now on the place that is spoken is marked, and no longer the one to which the address led.
    text.classList.add("heard");
    resume();
  });
  media.addEventListener("ended", () => {
    player.classList.remove("in-reach");
    resume();
  });
  back.addEventListener("click", () => {
    resume();
    if (spoken) show(spoken);
  });
  page.addEventListener("wheel", leave, { passive: true });
  page.addEventListener("touchmove", leave, { passive: true });
  page.addEventListener("scroll", () => performance.now() - scrolled > OWN_SCROLL_MS && leave(), { passive: true });

  // A time is a link to its words; with a recording on the page it also plays from there.
  text.classList.add("with-player");
  for (const word of text.querySelectorAll(".moment > .visually-hidden")) {
    word.textContent = `${text.dataset.play} `;
    word.classList.remove("visually-hidden");
  }
  text.addEventListener("click", (event) => {
    const link = event.target.closest("a.moment");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    scrolled = performance.now();
    media.currentTime = secondOf(link.hash.slice(1));
    // A browser that will not or cannot play says so in its own player.
    media.play().catch(() => {});
  });
}

export function transcripts(page) {
  const text = page.querySelector("[data-transcript]");
  if (!text) return;
  const cues = [...text.querySelectorAll('span[id^="t="]')]
    .map((span) => ({ span, second: secondOf(span.id) }))
    .sort((one, other) => one.second - other.second);
  const player = page.querySelector("[data-player]");
  const media = player?.querySelector("audio, video");
  const arrive = () => {
    const second = reach(page, text, cues);
    if (!media || Number.isNaN(second)) return;
    media.currentTime = second;
    if (!media.paused) return;
    text.classList.remove("heard");
    player.classList.add("in-reach");
    // On a phone the player now lies above the words: the place moves out from below it.
    text.querySelector(":target, .reached")?.scrollIntoView({ block: "start" });
  };
  if (media) follow(page, text, cues, media, player);
  addEventListener("hashchange", arrive);
  arrive();
}
