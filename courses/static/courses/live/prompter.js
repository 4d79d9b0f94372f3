/* The prompter scrolls and keeps the screen awake; a price card fills the screen. Without scripts, links lead on. */

let awake = null;
const keepAwake = async (wanted) => {
  try {
    if (wanted) awake ??= await navigator.wakeLock?.request("screen");
    else {
      await awake?.release();
      awake = null;
    }
  } catch {
    awake = null; // refused when the battery is low; scrolling works without it
  }
};

const button = document.querySelector("[data-run]");
const speed = document.querySelector("[data-speed]");
let last = 0;
let rest = 0;
let running = false;

function step(now) {
  if (!running) return;
  const letter = parseFloat(getComputedStyle(document.querySelector(".prompter__part")).fontSize);
  // Speed 3 is about a line of big letters every three seconds: the speed of speech.
  rest += last ? ((now - last) / 1000) * letter * 0.15 * Number(speed.value) : 0;
  last = now;
  const pixels = Math.trunc(rest);
  if (pixels) {
    rest -= pixels;
    scrollBy({ top: pixels, behavior: "instant" });
  }
  const { scrollHeight, clientHeight, scrollTop } = document.documentElement;
  if (scrollTop + clientHeight >= scrollHeight - 1) return run(false);
  requestAnimationFrame(step);
}

function run(wanted) {
  running = wanted;
  last = 0;
  document.body.toggleAttribute("data-running", wanted);
  button.setAttribute("aria-pressed", String(wanted));
  const label = button.querySelector("[data-run-words]");
  [label.textContent, label.dataset.runWords] = [label.dataset.runWords, label.textContent];
  keepAwake(wanted);
  if (wanted) requestAnimationFrame(step);
}

button?.addEventListener("click", () => run(!running));
document.addEventListener("keydown", (event) => {
  if (button && event.key === " " && event.target === document.body) {
    event.preventDefault();
    run(!running);
  }
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible" && running) {
    awake = null;
    keepAwake(true);
  }
});

const card = document.querySelector("[data-full]");
document.querySelector("[data-fill]")?.addEventListener("click", async () => {
  await card.requestFullscreen?.();
  keepAwake(true);
});
document.addEventListener("fullscreenchange", () => {
  if (!document.fullscreenElement) keepAwake(false);
});
